package app.bothways.sync.model;

/**
 * A symbolic link, kept as a link and never followed.
 *
 * @param target as written in the link; any text of 1 to 4096 UTF-8 bytes without NUL
 */
public record LinkEntry(RelPath path, Version version, String target) implements Entry {
  public LinkEntry {
    int length = target.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (length < 1 || length > 4096 || target.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a link target");
    }
  }

  @Override
  public LinkEntry withVersion(Version newer) {
    return new LinkEntry(path, newer, target);
  }
}
