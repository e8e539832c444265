package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a disk that does not tell case apart spells the names that are there. Some systems say so
 * when they are asked for one name, macOS and Windows do; on the others the directory has to be
 * listed, which makes each question as long as the directory. Any thread may ask.
 */
final class Spelling {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  /** Asks the system for the path as it is spelled. */
  interface Asked {
    Path real(Path path) throws IOException;
  }

  /** What a directory lists; for one thread. */
  static final class Listed {
    private final Fs fs;
    private final Path directory;
    private final boolean remembers;
    private Set<String> names = Set.of();

    /**
     * @param remembers whether a name that was there once is taken to be spelled so still
     */
    Listed(Fs fs, Path directory, boolean remembers) {
      this.fs = fs;
      this.directory = directory;
      this.remembers = remembers;
    }

    /** The name that this one is here, if there is one that differs in case at most. */
    private Optional<String> alike(String wanted) throws IOException {
      // Mostly it is there letter by letter, and folding a long listing is most of the work.
      if (remembers && names.contains(wanted)) {
        return Optional.of(wanted);
      }
      names = fs.names(directory).stream().map(Path::toString).collect(Collectors.toSet());
      if (names.contains(wanted)) {
        return Optional.of(wanted);
      }
      String folded = fold(wanted);
      List<String> alike = names.stream().filter(is -> same(fold(is), folded)).toList();
      Optional<String> exact = alike.stream().filter(is -> same(is, wanted)).findFirst();
      return exact.or(() -> alike.stream().findFirst());
    }
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
   * @param listed of the directory that the path is in
   */
  Optional<String> of(Fs fs, Listed listed, Path path) throws IOException {
    Meta there;
    try {
      there = fs.lstat(path);
    } catch (NoSuchFileException nothing) {
      return Optional.empty();
    }
    String wanted = path.getFileName().toString();
    Optional<String> answer = ask(there, path);
    if (answer.filter(is -> alike(is, wanted)).isPresent()) {
      return answer;
    }
    Optional<String> name = listed.alike(wanted);
    // Windows answers to short names with the long ones. Without an answer: what is there and not
    // in
    // the listing has just been renamed or taken away, and whoever looks at the path finds out.
    return name.isPresent() ? name : answer;
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
      // RACE: taken away since it was looked at.
      return Optional.empty();
    }
  }

  /** Whether two names are one and differ at most in how Unicode composes them. */
  static boolean same(String a, String b) {
    return a.equals(b)
        || Normalizer.normalize(a, Normalizer.Form.NFC)
            .equals(Normalizer.normalize(b, Normalizer.Form.NFC));
  }

  /** Whether a disk that does not tell case apart takes two names for one. */
  static boolean alike(String a, String b) {
    return same(fold(a), fold(b));
  }

  private static String fold(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
