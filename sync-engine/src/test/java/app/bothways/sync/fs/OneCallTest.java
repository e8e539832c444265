package app.bothways.sync.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done by one call of Linux says and does what Java's own calls say and do. */
class OneCallTest {
  @TempDir Path dir;

  @BeforeEach
  void onLinux() {
    assumeThat(LinuxFiles.USABLE).isTrue();
  }

  private static Meta java(Path file) throws IOException {
    var all =
        Files.readAttributes(
            file, "unix:size,lastModifiedTime,ctime,ino,mode,nlink", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) all.get("mode");
    Meta.Kind kind =
        Files.isSymbolicLink(file)
            ? Meta.Kind.LINK
            : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                ? Meta.Kind.DIR
                : Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Meta.Kind.FILE
                    : Meta.Kind.OTHER;
    return new Meta(
        kind,
        (Long) all.get("size"),
        ((FileTime) all.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        ((FileTime) all.get("ctime")).to(TimeUnit.NANOSECONDS),
        (Long) all.get("ino"),
        mode & 07777,
        (Integer) all.get("nlink"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "ümläut", "日本語", "a b\n'", "..x"})
  void aLookTellsWhatJavaTells(String name) throws IOException {
    Path file = Files.writeString(dir.resolve(name), "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx-w---x"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1961-04-12T06:07:00.123456789Z")));
    Files.createLink(dir.resolve("second"), file);
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    for (Path path : List.of(file, link, dir, Path.of("/dev/null"))) {
      assertThat(LinuxFiles.look(path)).contains(java(path));
    }
  }

  @Test
  void whatLiesInAHeldDirectoryIsFoundWhereverThatIsNow() throws IOException {
    Path old = Files.createDirectories(dir.resolve("some/where"));
    Files.writeString(old.resolve("file"), "text");
    try (Dir held = Pins.enter(dir, List.of("some", "where"))) {
      Files.move(dir.resolve("some"), dir.resolve("other"));
      Path file = dir.resolve("other/where/file");
      assertThat(LinuxFiles.look(held.resolve("file"))).contains(java(file));
      assertThat(LinuxFiles.read(held.resolve("file"), 4)).contains("text".getBytes());
      assertThat(LinuxFiles.setTime(held.resolve("file"), -1)).isTrue();
      assertThat(java(file).mtimeNanos()).isEqualTo(-1);
      assertThat(LinuxFiles.write(held.resolve("new"), new byte[] {1})).isTrue();
      assertThat(dir.resolve("other/where/new")).hasSize(1);
    }
  }

  @Test
  void aNameThatIsNoTextIsLeftToJava() throws IOException {
    Path odd = dir.resolve("odd");
    Process made =
        new ProcessBuilder("sh", "-c", "cd \"$1\" && : > \"$(printf 'n\\377o')\"", "sh", "" + dir)
            .inheritIO()
            .start();
    assertThat(made.onExit().join().exitValue()).isZero();
    try (var names = Files.newDirectoryStream(dir)) {
      odd = names.iterator().next();
    }
    assertThat(LinuxFiles.look(odd)).isEmpty();
    assertThat(LinuxFiles.read(odd, 0)).isEmpty();
    assertThat(LinuxFiles.setTime(odd, 0)).isFalse();
    assertThat(LocalFs.probing(dir).lstat(odd)).isEqualTo(java(odd));
  }

  @Test
  void failuresAreNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "text");
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    assertThatThrownBy(() -> LinuxFiles.look(dir.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> LinuxFiles.look(file.resolve("below")))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> LinuxFiles.write(file, new byte[1]))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> LinuxFiles.write(link, new byte[1])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LinuxFiles.read(link, 4)).isInstanceOf(IOException.class);
    assertThat(file).hasContent("text");
  }

  @Test
  void onlyAFileOfTheSizeThatWasSeenIsReadWhole() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "text");
    assertThat(LinuxFiles.read(file, 3)).isEmpty();
    assertThat(LinuxFiles.read(file, 5)).isEmpty();
    assertThat(LinuxFiles.read(file, 4)).contains("text".getBytes());
    byte[] most = new byte[LinuxFiles.MOST_BYTES];
    most[most.length - 1] = 7;
    Path large = dir.resolve("large");
    assertThat(LinuxFiles.write(large, most)).isTrue();
    assertThat(LinuxFiles.read(large, most.length)).contains(most);
    byte[] larger = new byte[3 * LinuxFiles.MOST_BYTES + 1];
    larger[larger.length - 1] = 9;
    assertThat(LinuxFiles.write(dir.resolve("larger"), larger)).isTrue();
    assertThat(dir.resolve("larger")).hasBinaryContent(larger);
  }

  @Test
  void aPipeThatTookAFilesPlaceIsNotWaitedFor() throws IOException {
    Process made = new ProcessBuilder("mkfifo", dir.resolve("pipe").toString()).start();
    assertThat(made.onExit().join().exitValue()).isZero();
    assertThat(LinuxFiles.read(dir.resolve("pipe"), 4)).isEmpty();
  }

  @Test
  void aRootThatIsReachedByALinkIsEnteredStepByStep() throws IOException {
    Files.createDirectories(dir.resolve("real/sub"));
    Files.writeString(dir.resolve("real/sub/file"), "text");
    Path link = Files.createSymbolicLink(dir.resolve("root"), dir.resolve("real"));
    try (Dir held = Pins.enter(link, List.of("sub"))) {
      assertThat(Files.readString(held.resolve("file"))).isEqualTo("text");
    }
    Files.createSymbolicLink(dir.resolve("real/way"), dir.resolve("real/sub"));
    assertThatThrownBy(() -> Pins.enter(dir.resolve("real"), List.of("way")))
        .isInstanceOf(LinkInPathException.class);
  }
}
