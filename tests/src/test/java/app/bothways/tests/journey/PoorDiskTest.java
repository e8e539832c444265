package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Mounts;
import app.bothways.tests.harness.Tree;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One device's folder is on a stick as cameras and Windows have them, exFAT: without case, without
 * most signs in names, without links and without executable files. By hand with {@code
 * -Dbothways.stick=vfat}, {@code ntfs}, or {@code casefold}, which has all of these but case, where
 * the kernel has them.
 */
class PoorDiskTest extends Journey {
  private static final List<String> NAMES =
      List.of("plain.txt", "One", "one", "ten: a list?.txt", "con.txt", "d/ends in a dot.", "ü/ä");

  private static final String KIND = System.getProperty("bothways.stick", "exfat");

  private Home a;
  private Home b;
  private Path place;
  private String folder;

  @Test
  void aStickHoldsAllAndChangesNothing() throws Exception {
    Path stick = Files.createDirectories(household.directory().resolve("stick"));
    assumeTrue(
        Mounts.disk(KIND, stick, 64),
        "mounting exFAT needs root on Linux, exfatprogs and exfat-fuse");
    try {
      place = Files.createDirectories(stick.resolve("folder"));
      begin();
      namesArriveAndStay();
      editsKeepTheBit();
      renamesKeepTheBit();
      renamesThatChangeOnlyCaseArrive();
      if (!KIND.equals("casefold")) {
        aLinkIsNamedAndHoldsNothingUp();
      }
      b.stop();
      a.stop();
    } finally {
      household.killAll();
      assertThat(Mounts.unmount(stick)).isTrue();
    }
  }

  private void begin() throws IOException {
    a = local("ana");
    b = local("ben");
    a.pairWith(b);
    for (String name : NAMES) {
      Path file = a.folder().resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "what is in " + name);
    }
    Path script = Files.writeString(a.folder().resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    folder = a.share(a.folder(), b);
    b.accept(folder, place);
    settle();
  }

  private void settle() {
    a.inSync(folder, LATE);
    b.inSync(folder, LATE);
  }

  private static List<String> contents(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !root.relativize(file).startsWith(".bothways"))
          .map(PoorDiskTest::text)
          .sorted()
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void namesArriveAndStay() throws IOException {
    assertThat(contents(place)).isEqualTo(contents(a.folder())).hasSize(NAMES.size() + 1);
    var before = Tree.of(a.folder()).items();
    b.does("folder", "scan", folder);
    b.stop();
    b.start();
    settle();
    assertThat(Tree.of(a.folder()).items()).isEqualTo(before);
    assertThat(contents(place)).hasSize(NAMES.size() + 1);
  }

  private void editsKeepTheBit() throws IOException {
    Files.writeString(place.resolve("run.sh"), "exit 0\n", StandardOpenOption.APPEND);
    Files.writeString(place.resolve("plain.txt"), ", and more", StandardOpenOption.APPEND);
    settle();
    assertThat(a.folder().resolve("run.sh")).hasContent("#!/bin/sh\nexit 0\n").isExecutable();
    assertThat(a.folder().resolve("plain.txt")).hasContent("what is in plain.txt, and more");
    assertThat(Files.isExecutable(a.folder().resolve("plain.txt"))).isFalse();
  }

  private void renamesKeepTheBit() throws IOException {
    Files.move(place.resolve("run.sh"), place.resolve("start.sh"));
    settle();
    assertThat(a.folder().resolve("start.sh")).isExecutable();
    assertThat(a.folder().resolve("run.sh")).doesNotExist();
  }

  private void renamesThatChangeOnlyCaseArrive() throws IOException {
    rename(place, "plain.txt", "Plain.txt");
    settle();
    assertThat(names(a.folder())).contains("Plain.txt").doesNotContain("plain.txt");
    assertThat(a.folder().resolve("Plain.txt")).hasContent("what is in plain.txt, and more");
    rename(a.folder(), "Plain.txt", "PLAIN.txt");
    settle();
    awaitName("PLAIN.txt");
    assertThat(names(place)).doesNotContain("Plain.txt", "plain.txt");
    rename(place, "d", "D");
    settle();
    assertThat(names(a.folder())).contains("D").doesNotContain("d");
    rename(a.folder(), "D", "d");
    settle();
    awaitName("d");
    assertThat(names(place)).doesNotContain("D");
    assertThat(contents(place)).isEqualTo(contents(a.folder()));
    assertThat(place.resolve("PLAIN.txt")).hasContent("what is in plain.txt, and more");
  }

  /** A system sees a program's old file under every spelling for a moment. */
  private void awaitName(String name) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!names(place).contains(name)) {
      assertThat(System.nanoTime()).as("names are %s", names(place)).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** By way of another name, as file managers do it there: both names are one file to a system. */
  private static void rename(Path in, String from, String to) throws IOException {
    Path between = Files.move(in.resolve(from), in.resolve("between"));
    Files.move(between, in.resolve(to));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private void aLinkIsNamedAndHoldsNothingUp() throws IOException {
    Path link = Files.createSymbolicLink(a.folder().resolve("link"), Path.of("start.sh"));
    Files.writeString(a.folder().resolve("after.txt"), "after");
    JsonNode error = awaitError();
    assertThat(error.path("code").asText()).isEqualTo("link-not-possible");
    assertThat(place.resolve("after.txt")).hasContent("after");
    Files.delete(link);
    settle();
  }

  /** What is told of the link; by then the file beside it has come. */
  private JsonNode awaitError() {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end) {
      JsonNode errors = b.does("folder", "status", folder, "--json").row().path("errors");
      if (!errors.isEmpty() && Files.exists(place.resolve("after.txt"))) {
        assertThat(errors).hasSize(1);
        return errors.get(0);
      }
    }
    throw new AssertionError("the link was never named");
  }
}
