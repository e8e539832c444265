package app.bothways.sync.fs;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names as all devices know them, as names that a disk can hold, and back: pure, and from the
 * disk's name alone, so that no table can be lost. What a disk cannot hold becomes a character of
 * Unicode's private use area, U+F000 and the character, as other programs do that share disks with
 * Windows. Of names that the disk does not tell apart, the second is called {@code name (case 2)},
 * with U+F0C2 before the bracket, which no person types ({@link CaseTwins} is about two that mean
 * one). What is in the area already is kept apart by U+F0FF before it. For every name and profile
 * {@code logical(disk(name))} is the name.
 */
public final class DiskNames {
  private static final char AREA = '\uF000';
  private static final char AREA_END = '\uF0FF';
  private static final char TWIN = '\uF0C2';
  private static final char ESCAPE = '\uF0FF';
  private static final String MARK = " (case ";
  private static final String IMPOSSIBLE = "<>:\"|?*\\";
  private static final int CONTROLS = 0x20;
  private static final Pattern TWIN_MARK =
      Pattern.compile(Pattern.quote(MARK) + "([2-9])" + TWIN + "\\)");
  private static final int MOST_BYTES = 255;
  private static final Set<String> DEVICES =
      Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");
  private static final Pattern PORT = Pattern.compile("(COM|LPT)[0-9¹²³]");

  private DiskNames() {}

  /** The name on such a disk, if nothing there has it by another spelling. */
  public static String disk(String name, NameProfile profile) {
    if (profile.equals(NameProfile.ANY)) {
      return name;
    }
    var out = new StringBuilder();
    boolean windows = profile.characters() == NameProfile.Characters.WINDOWS;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isOurs(c, profile)) {
        out.append(ESCAPE).append(c);
      } else if (windows && (c < CONTROLS || IMPOSSIBLE.indexOf(c) >= 0)) {
        out.append((char) (AREA + c));
      } else {
        out.append(c);
      }
    }
    if (windows) {
      hideEnding(out);
      hideDevice(out);
    }
    return out.toString();
  }

  /** A dot or blank at the end would be dropped without a word. */
  private static void hideEnding(StringBuilder name) {
    int last = name.length() - 1;
    if (name.charAt(last) == '.' || name.charAt(last) == ' ') {
      name.setCharAt(last, (char) (AREA + name.charAt(last)));
    }
  }

  /** {@code CON}, {@code con.txt} and the like are not files, in any directory. */
  private static void hideDevice(StringBuilder name) {
    int dot = name.indexOf(".");
    int end = dot < 0 ? name.length() : dot;
    String word = name.substring(0, end).stripTrailing().toUpperCase(Locale.ROOT);
    if (DEVICES.contains(word) || PORT.matcher(word).matches()) {
      char first = name.charAt(0);
      name.setCharAt(0, (char) (AREA + first));
    }
  }

  /**
   * Another name for the same, where that one is taken by a name that differs in case only.
   *
   * @param number 2 to 9
   */
  public static String twin(String diskName, int number) {
    int dot = diskName.lastIndexOf('.');
    int end = dot <= 0 ? diskName.length() : dot;
    return diskName.substring(0, end) + MARK + number + TWIN + ")" + diskName.substring(end);
  }

  /** Which twin it is by its mark; 1 without one. */
  static int number(String diskName) {
    Matcher mark = TWIN_MARK.matcher(diskName);
    return mark.find() ? Integer.parseInt(mark.group(1)) : 1;
  }

  /** What a twin is called by all devices where its mark has to show, made to fit. */
  static String shown(String diskName, int number, NameProfile profile) {
    Matcher mark = TWIN_MARK.matcher(diskName);
    if (!mark.find()) {
      return read(diskName, profile);
    }
    String stem = read(diskName.substring(0, mark.start()), profile);
    String rest = MARK + number + ")" + read(diskName.substring(mark.end()), profile);
    while (!stem.isEmpty() && (stem + rest).getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + rest;
  }

  /** Whether a name can be one that shows a twin's mark. */
  public static boolean mayShow(String name) {
    return name.contains(MARK);
  }

  /** What a name that a watcher told may stand for as well, as a disk would have that. */
  public static Optional<String> hint(String diskName) {
    Matcher mark = TWIN_MARK.matcher(diskName);
    return mark.find() ? Optional.of(mark.replaceFirst(MARK + "$1)")) : Optional.empty();
  }

  /**
   * The name that all devices know, of one on such a disk; empty when this class cannot have made
   * it, though it holds characters that are its own.
   */
  public static Optional<String> logical(String diskName, NameProfile profile) {
    if (diskName.chars().noneMatch(c -> isOurs((char) c, profile))) {
      return Optional.of(diskName);
    }
    String plain = withoutTwin(diskName).orElse(diskName);
    String name = read(plain, profile);
    return disk(name, profile).equals(plain) ? Optional.of(name) : Optional.empty();
  }

  private static String read(String plain, NameProfile profile) {
    var out = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean more = i + 1 < plain.length();
      if (c == ESCAPE && more && isOurs(plain.charAt(i + 1), profile)) {
        out.append(plain.charAt(++i));
      } else if (isOurs(c, profile) && c < AREA + 0x80) {
        out.append((char) (c - AREA));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isOurs(char c, NameProfile profile) {
    if (profile.equals(NameProfile.ANY)) {
      return false;
    }
    return switch (profile.characters()) {
      case WINDOWS -> c >= AREA && c <= AREA_END;
      case ANY -> c == TWIN || c == ESCAPE;
    };
  }

  /** Only a mark that {@link #twin} made: in an original name the character has its escape. */
  private static Optional<String> withoutTwin(String diskName) {
    Matcher mark = TWIN_MARK.matcher(diskName);
    return mark.find() ? Optional.of(mark.replaceFirst("")) : Optional.empty();
  }
}
