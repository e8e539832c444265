package app.bothways.sync;

/** A folder's name among devices: 16 random bytes as 26 lower-case base32 characters. */
public record FolderId(String text) {
  public FolderId {
    if (!text.matches("[a-z2-7]{26}")) {
      throw new IllegalArgumentException("'" + text + "' is not a folder id");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
