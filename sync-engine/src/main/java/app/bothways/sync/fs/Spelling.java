package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a disk that does not tell case apart spells the names that are there. Some systems say so
 * when they are asked for one name, macOS and Windows do; on the others the directory has to be
 * listed, which makes each question as long as the directory. Any thread may ask.
 */
final class Spelling {
  /** What has no name of its own in the listing: FAT's short names answer, and are not there. */
  static final String UNLISTED = "";

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  /** Asks the system for the path as it is spelled. */
  interface Asked {
    Path real(Path path) throws IOException;
  }

  private final Optional<Asked> asked;

  private Spelling(Optional<Asked> asked) {
    this.asked = asked;
  }

  static Spelling listed() {
    return new Spelling(Optional.empty());
  }

  static Spelling asking(Asked system) {
    return new Spelling(Optional.of(system));
  }

  /**
   * What this disk can be asked. Nobody is believed by the name of the system alone: macOS spells a
   * name as it was asked where the file system is a program's.
   *
   * @param witness a file of ours
   * @param loud the same file, with other letters than it was made with
   */
  static Spelling on(Path witness, Path loud) throws IOException {
    if (WINDOWS) {
      return asking(path -> path.toRealPath(LinkOption.NOFOLLOW_LINKS));
    }
    // Without following, Java lists every directory on the way itself.
    Asked system = Path::toRealPath;
    return system.real(loud).getFileName().equals(witness.getFileName())
        ? asking(system)
        : listed();
  }

  /**
   * The name of what answers to this path, as the disk spells it; empty when nothing does.
   *
   * @param directory which the path is in
   */
  Optional<String> of(Fs fs, Path directory, Path path) throws IOException {
    Meta there;
    try {
      there = fs.lstat(path);
    } catch (NoSuchFileException nothing) {
      return Optional.empty();
    }
    String wanted = path.getFileName().toString();
    Optional<String> answer = ask(there, path).filter(is -> same(fold(is), fold(wanted)));
    return answer.isPresent() ? answer : listed(fs, directory, path);
  }

  private Optional<String> ask(Meta there, Path path) throws IOException {
    // A link would be followed, and of several names for one file it may be another one's.
    boolean one =
        there.kind() == Meta.Kind.DIR || (there.kind() == Meta.Kind.FILE && there.links() == 1);
    if (asked.isEmpty() || !one) {
      return Optional.empty();
    }
    try {
      return Optional.of(asked.get().real(path).getFileName().toString());
    } catch (NoSuchFileException gone) {
      // RACE: taken away since it was looked at; the listing does not have it either.
      return Optional.empty();
    }
  }

  private static Optional<String> listed(Fs fs, Path directory, Path path) throws IOException {
    String wanted = path.getFileName().toString();
    List<String> names = fs.names(directory).stream().map(Path::toString).toList();
    // Mostly it is there letter by letter, and folding a long listing is most of the work.
    if (names.contains(wanted)) {
      return Optional.of(wanted);
    }
    String folded = fold(wanted);
    List<String> alike = names.stream().filter(is -> same(fold(is), folded)).toList();
    Optional<String> exact = alike.stream().filter(is -> same(is, wanted)).findFirst();
    Optional<String> found = exact.or(() -> alike.stream().findFirst());
    return found.isPresent() ? found : unlisted(fs, path);
  }

  private static Optional<String> unlisted(Fs fs, Path path) throws IOException {
    try {
      fs.lstat(path);
      return Optional.of(UNLISTED);
    } catch (NoSuchFileException gone) {
      // RACE: taken away since it was looked at: as good as never there.
      return Optional.empty();
    }
  }

  /** Whether two names are one and differ at most in how Unicode composes them. */
  static boolean same(String a, String b) {
    return a.equals(b)
        || Normalizer.normalize(a, Normalizer.Form.NFC)
            .equals(Normalizer.normalize(b, Normalizer.Form.NFC));
  }

  private static String fold(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
