package app.bothways.pairing;

/**
 * What a device says of itself while pairing; shown to a person, never trusted.
 *
 * @param name 1 to 64 characters after trimming, no control characters
 * @param system operating system, at most 64 characters
 */
public record DeviceInfo(String name, String system) {
  public DeviceInfo {
    name = clean(name, "device");
    system = clean(system, "");
  }

  private static String clean(String text, String otherwise) {
    String plain = text.replaceAll("\\p{C}", " ").strip();
    String cut =
        plain
            .codePoints()
            .limit(64)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return cut.isBlank() ? otherwise : cut;
  }
}
