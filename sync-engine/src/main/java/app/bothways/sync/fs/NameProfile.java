package app.bothways.sync.fs;

/** What a disk makes of names. */
public record NameProfile(Characters characters, LetterCase letterCase) {
  /** All that this software can name: Linux and its own file systems. */
  public static final NameProfile ANY = new NameProfile(Characters.ANY, LetterCase.DISTINCT);

  /** Which characters and words a name may have. */
  public enum Characters {
    /** All but {@code /} and NUL. */
    ANY,
    /** As Windows and FAT: a handful of characters, endings and device names are not possible. */
    WINDOWS
  }

  /** Whether {@code A} and {@code a} are two files. */
  public enum LetterCase {
    DISTINCT,
    /** They are one, by whichever name it was made. */
    FOLDED
  }
}
