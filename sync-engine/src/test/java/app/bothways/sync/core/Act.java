package app.bothways.sync.core;

import app.bothways.sync.model.RelPath;

/**
 * One thing that happens to a simulated cluster from outside.
 *
 * @param salt decides about everything random in it, and how long the cluster runs afterwards
 */
record Act(Kind kind, int who, int other, RelPath path, RelPath to, long salt) {
  private static final long UNSYNCED = 64;

  enum Kind {
    WRITE,
    SAVE_BY_RENAME,
    DELETE,
    MAKE_DIR,
    RENAME,
    SWAP,
    COPY,
    CHMOD,
    TOUCH,
    LINK,
    FLIP,
    LOOK,
    CUT,
    CONNECT,
    AGAIN,
    OFFLINE,
    MONTHS,
    CLOCK_JUMPS,
    CRASH,
    POWER_CUT,
    DATABASE_LOST,
    DATABASE_OLD,
    HOME_OLD,
    DISK_FULL,
    PATH_BAD,
    UNMOUNT,
    MEND,
    BARRIER,
    /** A person edits the ignore file of one device. */
    IGNORE,
    /** A person sets which way changes go on one device. */
    MODE;

    boolean isEdit() {
      return compareTo(LOOK) <= 0;
    }

    /** After which a device may do again what it has done. */
    boolean forgets() {
      return hitsDatabase() || this == POWER_CUT || this == CRASH || changesPolicy();
    }

    /** After which a device may take for its own edit what it had from others. */
    boolean forgetsMakers() {
      return hitsDatabase() || this == POWER_CUT || changesPolicy();
    }

    /** After which nobody may know what a person saw who wrote over a file. */
    boolean forgetsWhoSaw() {
      return this == HOME_OLD || this == POWER_CUT || this == CRASH || changesPolicy();
    }

    /** Whether afterwards not everything goes both ways. */
    boolean changesPolicy() {
      return this == IGNORE || this == MODE;
    }

    boolean hitsDatabase() {
      return this == DATABASE_LOST || this == DATABASE_OLD || this == HOME_OLD;
    }
  }

  /** Whether the program that does it brings what it writes to the disk itself. */
  boolean bringsToDisk() {
    return (salt & UNSYNCED) == 0;
  }

  Act broughtToDisk() {
    return new Act(kind, who, other, path, to, salt & ~UNSYNCED);
  }

  @Override
  public String toString() {
    return kind + " dev" + who + " dev" + other + " " + path + " " + to + " salt " + salt;
  }
}
