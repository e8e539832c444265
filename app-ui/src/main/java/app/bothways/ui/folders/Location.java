package app.bothways.ui.folders;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;

/** Where an offered folder goes by default. */
final class Location {
  private static final int LONGEST = 80;

  private Location() {}

  /**
   * A directory directly below {@code root} that does not exist yet, named after the folder. The
   * name comes from another device, so nothing in it may lead elsewhere or be a name that some
   * system cannot hold.
   */
  static Path below(Path root, String folderName) {
    String name = possible(root, safe(folderName));
    Path wanted = root.resolve(name);
    for (int i = 2; Files.exists(wanted) && i < 1000; i++) {
      wanted = root.resolve(name + " " + i);
    }
    return wanted;
  }

  /** A system whose file names are not Unicode cannot hold every name; then a plain one is used. */
  private static String possible(Path root, String name) {
    try {
      return root.resolve(name).getFileName().toString();
    } catch (InvalidPathException notHere) {
      return safe(name.replaceAll("[^\\x20-\\x7e]", ""));
    }
  }

  static String safe(String folderName) {
    String plain =
        Normalizer.normalize(folderName, Normalizer.Form.NFC)
            .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]", " ")
            .replaceAll("\\s+", " ")
            .strip();
    String cut =
        plain
            .codePoints()
            .limit(LONGEST)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    // WINDOWS: a name cannot end in a dot or space; elsewhere a leading dot would hide the folder.
    String trimmed = cut.replaceAll("^[. ]+|[. ]+$", "");
    boolean reserved = trimmed.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
    return trimmed.isEmpty() ? "Folder" : reserved ? "Folder " + trimmed : trimmed;
  }
}
