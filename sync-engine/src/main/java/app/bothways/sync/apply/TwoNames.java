package app.bothways.sync.apply;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * Renames a file in the tree where the system's rename overwrites what it meets: the new name is
 * given first, which is refused where something stands, and then the old one is taken out into a
 * slot and looked at there. To delete the old one would take away what an editor has just renamed
 * onto it, however short before it was looked at. To take the file out first and publish it from
 * the slot would leave it without a name for a moment.
 */
record TwoNames(Workplace workplace, Grace grace) {
  /**
   * The slot is free afterwards, as it must be before.
   *
   * @return false when somebody put something else at {@code from}: it is there again, or has a
   *     name of its own, and {@code to} is there, too
   */
  boolean rename(Record record, Path from, Path to) throws IOException {
    Fs fs = workplace.fs();
    Path slot = workplace.slot(record.slot());
    fs.secondName(from, to);
    // CRASH: both names are in the tree, as if somebody had copied it.
    // RACE: likewise if somebody takes the old name away before the next line.
    fs.takeOut(from, slot);
    // RACE: who put something at the old name after the look before, put it into the slot.
    // CRASH: recovery knows from the journal where it came from.
    if (isSecondName(fs.lstat(slot), fs.lstat(to))
        || Looks.nothingNew(fs, slot, record.expected())) {
      fs.delete(slot);
      return true;
    }
    try {
      fs.publish(slot, from);
    } catch (FileAlreadyExistsException taken) {
      grace.giveName(record);
    }
    return false;
  }

  /**
   * Whether it is one file, which may have been written to meanwhile. Not all disks tell keys, but
   * two files do not have two names each and change their status in the same nanosecond.
   */
  private static boolean isSecondName(Meta slot, Meta to) {
    return slot.links() > 1 && slot.equals(to);
  }
}
