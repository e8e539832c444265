package app.bothways.app;

import java.util.Locale;

/**
 * Why something that a person asked of Bothways as a whole is not done. What concerns the inside of
 * folders is an {@link app.bothways.sync.Refusal}. Nothing was changed; only after {@link
 * #NOT_WRITTEN} a part may have been, and asking again does the rest.
 */
public enum Mistake {
  NO_SUCH_DEVICE("Look at: devices."),
  NO_SUCH_FOLDER("Look at: folder list."),
  SEVERAL_FIT("Name the one you mean by its id, or more of it."),
  BAD_NAME("Choose a name of 1 to 64 characters without line breaks."),
  NOT_A_LINK("Copy the whole link again, or have the other device show a new code."),
  OWN_CODE("Use the code on the other device."),
  UNKNOWN_WORD("Use one of the words that the message names."),
  NOT_A_PLACE("Name a directory that this system can hold."),
  NO_PAIRING("Begin again, with: pair or join."),
  NO_DISPLAY("Use the commands, or start without a window: daemon."),
  ALREADY_RUNNING("Use the one that runs, or another home with --home."),
  HOME_NOT_USABLE("Give your account access to it, or choose another one with --home."),
  SETTINGS_DAMAGED("Correct the file, or move it away to start with default settings."),
  SETTINGS_NOT_KEPT("Make room there, or give your account access to it."),
  NOT_WRITTEN("Make room if its disk is full, then ask again."),
  NOT_STARTED("Do what the message says, then start it again."),
  NO_CONTROL_SOCKET("Give your account access to the home, or choose another one with --home.");

  private final String next;

  Mistake(String next) {
    this.next = next;
  }

  /** What the person can do, one sentence. */
  public String next() {
    return next;
  }

  /** The code as it is told to people and programs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
