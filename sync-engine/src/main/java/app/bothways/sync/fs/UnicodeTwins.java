package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two names in one directory that are the same text in two forms of Unicode: composed (NFC) and
 * decomposed (NFD). Other devices know a name in its composed form only, so the decomposed one is
 * {@code name (Unicode form 2).ext} to them while both are there. On this disk nothing is renamed.
 * What a name stands for follows from what the directory holds, so that no table can be lost; what
 * really is called so comes first, and then the twin gets the next number.
 */
public final class UnicodeTwins {
  private static final int FIRST = 2;
  private static final int LAST = 9;
  private static final Pattern MARK =
      Pattern.compile("(?<stem>.*) \\(Unicode form (?<number>[2-9])\\)(?<ending>\\.[^.]*)?");

  private UnicodeTwins() {}

  /**
   * What other devices call the decomposed one of two.
   *
   * @param composed the text of both, in NFC
   * @param names all names of the directory
   * @return empty when every such name is taken
   */
  public static Optional<String> nameOf(String composed, Set<String> names) {
    for (int number = FIRST; number <= LAST; number++) {
      String marked = marked(composed, number);
      if (!names.contains(marked) && !names.contains(decomposed(marked))) {
        return Optional.of(marked);
      }
    }
    return Optional.empty();
  }

  private static String marked(String name, int number) {
    int dot = name.lastIndexOf('.');
    int end = dot <= 0 ? name.length() : dot;
    return name.substring(0, end) + " (Unicode form " + number + ")" + name.substring(end);
  }

  static String decomposed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD);
  }

  /** Whether others may know the second of two twins by this name. */
  public static boolean isMarked(String name) {
    return MARK.matcher(name).matches();
  }

  /** The disk's name of what others know as {@code name}, if that is the second of two twins. */
  static Optional<String> onDisk(Path directory, String name) throws IOException {
    Matcher mark = MARK.matcher(name);
    if (!mark.matches()) {
      return Optional.empty();
    }
    String composed = mark.group("stem") + Optional.ofNullable(mark.group("ending")).orElse("");
    String decomposed = decomposed(composed);
    if (decomposed.equals(composed) || !has(directory, composed) || !has(directory, decomposed)) {
      return Optional.empty();
    }
    // A disk that takes both for one has both, too; but it lists one.
    Set<String> names = names(directory);
    boolean areTwins = names.contains(composed) && names.contains(decomposed);
    return areTwins && nameOf(composed, names).equals(Optional.of(name))
        ? Optional.of(decomposed)
        : Optional.empty();
  }

  private static boolean has(Path directory, String name) {
    return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static Set<String> names(Path directory) throws IOException {
    var names = new HashSet<String>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(path -> names.add(path.getFileName().toString()));
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    return names;
  }

  /** What a name that a watcher told may be to others, if it was told of a twin. */
  public static Optional<String> hint(String name) {
    return decomposed(name).equals(name) ? Optional.empty() : Optional.of(marked(name, FIRST));
  }
}
