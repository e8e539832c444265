package app.bothways.sync.plan;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which the loser of a conflict is kept: a function of nothing but what all devices
 * know of the loser, so that every device that holds it makes the same copy.
 */
public final class ConflictName {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH-mm 'UTC'").withZone(ZoneOffset.UTC);

  private static final Pattern COPY =
      Pattern.compile(
          "(?<stem>.*) \\(conflict, (?<maker>.*), [0-9-]{10} [0-9]{2}-[0-9]{2} UTC\\)"
              + "(-[0-9]{1,3})?(?<ending>\\.[^.]*)?",
          Pattern.DOTALL);

  private ConflictName() {}

  /**
   * @param label who made the loser, as its maker calls itself
   * @param attempt 1, 2...: when the names before it are taken by other content
   */
  public static RelPath of(Entry loser, String label, int attempt) {
    long millis =
        loser instanceof FileEntry file
            ? Math.floorDiv(file.mtimeNanos(), 1_000_000)
            : loser.version().hlc() >>> 16;
    String mark =
        " (conflict, "
            + clean(label)
            + ", "
            + DATE.format(Instant.ofEpochMilli(millis))
            + ")"
            + (attempt == 1 ? "" : "-" + attempt);
    return marked(loser.path(), mark);
  }

  private static RelPath marked(RelPath path, String mark) {
    String name = path.name();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String ending = dot > 0 ? name.substring(dot) : "";
    int room = 255 - bytes(mark) - Math.min(bytes(ending), 60);
    return path.sibling(cut(stem, room) + mark + cut(ending, 60));
  }

  /** The file whose copy this is, going by its name; empty when it is none. */
  public static Optional<RelPath> originalOf(RelPath copy) {
    Matcher name = COPY.matcher(copy.name());
    return name.matches()
        ? RelPath.parse(name.group("stem") + Optional.ofNullable(name.group("ending")).orElse(""))
            .map(p -> copy.sibling(p.name()))
        : Optional.empty();
  }

  /** Who made what the copy holds. */
  public static Optional<String> makerOf(RelPath copy) {
    Matcher name = COPY.matcher(copy.name());
    return name.matches() ? Optional.of(name.group("maker")) : Optional.empty();
  }

  /**
   * A name for a copy that shall be a file like any other.
   *
   * @param attempt 1, 2...: when the names before it are taken
   */
  public static RelPath plain(RelPath original, String maker, int attempt) {
    String mark = " (" + clean(maker) + (attempt == 1 ? "" : " " + attempt) + ")";
    return marked(original, mark);
  }

  private static String clean(String label) {
    // Before it is cut to length: composed, some letters are longer.
    String composed = Normalizer.normalize(label, Normalizer.Form.NFC);
    String plain = composed.replaceAll("[\\\\/:*?\"<>|\\p{C}]", " ").strip();
    return plain.isEmpty() ? "device" : cut(plain, 60);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The longest beginning of at most {@code room} bytes that does not split a character. */
  private static String cut(String text, int room) {
    int bytes = 0;
    int end = 0;
    // Once through, however long the name is that a device calls itself.
    while (end < text.length()) {
      int point = text.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > room) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }
}
