package app.bothways.sync.disk;

/**
 * What a disk says of a file's owner's execute bit. Windows, FAT and the like have none: what they
 * show says nothing of the file, and must not be told to others as if a person had changed it.
 *
 * <p>The journal stores the ordinal: a new value comes last.
 */
public enum Executable {
  NO,
  YES,
  UNTOLD;

  public static Executable of(boolean bit) {
    return bit ? YES : NO;
  }

  /** Whether a file with this bit may look so. */
  public boolean mayBe(boolean bit) {
    return this == UNTOLD || this == of(bit);
  }

  /** Whether the same file may look so at one time and so at another. */
  public boolean mayBe(Executable other) {
    return this == other || this == UNTOLD || other == UNTOLD;
  }

  /** What the disk says, or {@code known} where it says nothing. */
  public boolean orElse(boolean known) {
    return this == UNTOLD ? known : this == YES;
  }
}
