package app.bothways.sync.fs;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells by its words why a call failed, since Java keeps the number to itself. The words are asked
 * of the system, so that they are right in its language.
 */
public final class SystemTexts {
  /** Said by Java, and by us, of a name that the system cannot have. */
  static final String BAD_NAME = "malformed input or input contains unmappable characters";

  private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
  private static final Map<String, Cause> KNOWN = known();

  /** What a failure means for the engine. */
  public enum Cause {
    NO_SPACE,
    NO_PERMISSION,
    READ_ONLY,
    NOT_EMPTY,
    BUSY,
    BAD_NAME
  }

  private SystemTexts() {}

  private static Map<String, Cause> known() {
    Map<String, Cause> known = new HashMap<>();
    known.put("no space left on device", Cause.NO_SPACE);
    known.put("there is not enough space on the disk", Cause.NO_SPACE);
    known.put("being used by another process", Cause.BUSY);
    known.put("has locked a portion of the file", Cause.BUSY);
    known.put(BAD_NAME, Cause.BAD_NAME);
    known.put("filename, directory name, or volume label syntax", Cause.BAD_NAME);
    add(known, 28, Cause.NO_SPACE);
    add(known, MAC ? 69 : 122, Cause.NO_SPACE);
    add(known, Errno.EPERM, Cause.NO_PERMISSION);
    add(known, Errno.EACCES, Cause.NO_PERMISSION);
    add(known, 30, Cause.READ_ONLY);
    add(known, MAC ? Errno.ENOTEMPTY_MAC : Errno.ENOTEMPTY_LINUX, Cause.NOT_EMPTY);
    add(known, 16, Cause.BUSY);
    add(known, 26, Cause.BUSY);
    add(known, MAC ? 63 : 36, Cause.BAD_NAME);
    add(known, MAC ? 92 : 84, Cause.BAD_NAME);
    return Map.copyOf(known);
  }

  private static void add(Map<String, Cause> known, int errno, Cause cause) {
    known.put(Posix.text(errno).toLowerCase(Locale.ROOT), cause);
  }

  /** Empty when the words say nothing that matters here. */
  public static Optional<Cause> code(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return KNOWN.entrySet().stream()
        .filter(known -> lower.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
