package app.bothways.pairing;

/**
 * What a device says of itself while pairing; shown to a person, never trusted. Cleaning a cleaned
 * text changes nothing.
 *
 * @param name 1 to 64 characters after trimming, no control characters
 * @param system operating system, at most 64 characters
 */
public record DeviceInfo(String name, String system) {
  private static final int LONGEST = 64;

  public DeviceInfo {
    name = clean(name, "device");
    system = clean(system, "");
  }

  private static String clean(String text, String otherwise) {
    String plain = text.replaceAll("\\p{C}", " ").strip();
    int length = plain.codePointCount(0, plain.length());
    String cut = plain.substring(0, plain.offsetByCodePoints(0, Math.min(length, LONGEST)));
    // Cutting may have left white space at the end.
    return cut.isBlank() ? otherwise : cut.strip();
  }
}
