package app.bothways.sync.guard;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether a file looks as if somebody had encrypted it: its beginning is noise although its name
 * promises a format that begins otherwise. Files of other formats are never said to be so: a vault,
 * an archive or a film is noise by nature. Pure.
 */
public final class Scrambled {
  /** How much of the beginning is to be given. */
  public static final int HEAD = 4096;

  private static final int LEAST = 512;
  private static final double NOISE_BITS = 7.2;
  private static final double MOST_CONTROLS = 0.04;
  private static final Set<String> TEXTS =
      Set.of(
          "txt", "md", "csv", "tsv", "htm", "html", "xml", "json", "yml", "yaml", "ini", "log",
          "tex", "rtf", "svg", "css", "js", "java", "c", "h", "cpp", "py", "sh", "sql", "eml");
  private static final String ZIP = "PK";
  private static final String OLE = "\u00d0\u00cf\u0011\u00e0";
  private static final String JPEG = "\u00ff\u00d8\u00ff";
  private static final Map<String, String> HEADS =
      Map.ofEntries(
          Map.entry("jpg", JPEG),
          Map.entry("jpeg", JPEG),
          Map.entry("png", "\u0089PNG"),
          Map.entry("gif", "GIF8"),
          Map.entry("pdf", "%PDF"),
          Map.entry("zip", ZIP),
          Map.entry("docx", ZIP),
          Map.entry("xlsx", ZIP),
          Map.entry("pptx", ZIP),
          Map.entry("odt", ZIP),
          Map.entry("ods", ZIP),
          Map.entry("odp", ZIP),
          Map.entry("epub", ZIP),
          Map.entry("jar", ZIP),
          Map.entry("doc", OLE),
          Map.entry("xls", OLE),
          Map.entry("ppt", OLE),
          Map.entry("gz", "\u001f\u008b"));

  private Scrambled() {}

  /** Whether there is any use in reading the head of a file of this name. */
  public static boolean tells(String name) {
    String kind = kind(name);
    return TEXTS.contains(kind) || HEADS.containsKey(kind);
  }

  private static String kind(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * @param head the first {@link #HEAD} bytes, or all if there are fewer
   */
  public static boolean looks(String name, byte[] head) {
    if (head.length < LEAST || bits(head) < NOISE_BITS) {
      return false;
    }
    String kind = kind(name);
    if (TEXTS.contains(kind)) {
      return controls(head) > MOST_CONTROLS;
    }
    String begin = HEADS.getOrDefault(kind, "");
    for (int i = 0; i < begin.length(); i++) {
      if ((head[i] & 0xff) != begin.charAt(i)) {
        return true;
      }
    }
    return false;
  }

  /** Shannon's entropy in bits per byte: 8 at most, about 7.6 for 512 bytes of noise. */
  private static double bits(byte[] bytes) {
    var counts = new int[256];
    for (byte b : bytes) {
      counts[b & 0xff]++;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / bytes.length;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** The share of bytes that no text has, in any encoding that is as dense as noise. */
  private static double controls(byte[] bytes) {
    int controls = 0;
    for (byte b : bytes) {
      boolean usual = b == '\t' || b == '\n' || b == '\r' || b == '\f' || b == 0x1b;
      controls += b >= 0 && b < 0x20 && !usual ? 1 : 0;
    }
    return (double) controls / bytes.length;
  }
}
