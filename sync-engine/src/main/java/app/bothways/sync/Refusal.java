package app.bothways.sync;

/** Why something that a person asked of the folders is not done. Nothing was changed. */
public enum Refusal {
  NO_SUCH_FOLDER("Look at: folder list."),
  NO_SUCH_OFFER("Look at: folder offers."),
  NOT_A_DEVICE("Pair the device first, or look at: devices."),
  ALREADY_A_FOLDER("Use the folder that is there, or choose another place."),
  INSIDE_A_FOLDER("Choose a place that neither lies in a folder nor holds one."),
  OWN_DATA("Choose a place away from Bothways's own data."),
  NO_SUCH_PLACE("Make the directory first, or choose another one."),
  NOT_A_DIRECTORY("Choose a directory."),
  PLACE_NOT_USABLE("Give your account access to it, or choose another one."),
  ALREADY_HERE("Accept it at the place where it is, or remove it here first."),
  FOLDER_NOT_OPEN("See the folder's error; ask again when it is open."),
  NOT_A_PATH("Name a path inside the folder, as it is written in the folder."),
  NO_SUCH_FILE("Look at the name again; case matters."),
  NO_SUCH_VERSION("Look at: folder versions."),
  IS_A_DIRECTORY("Move the directory away first."),
  NOT_A_FILE("Only files can be chosen here."),
  NO_CONFLICT("Look at: folder conflicts."),
  SEVERAL_COPIES("Name the conflict copy itself instead of the file."),
  CHANGING("Ask again when the program that writes it is done."),
  DISK("Do what the text says, then ask again."),
  WRONG_MODE("Change the mode first, with: folder mode."),
  BAD_PATTERN("Write the pattern as docs/ignore.md explains."),
  NO_SUCH_PATTERN("Look at: folder ignore.");

  private final String next;

  Refusal(String next) {
    this.next = next;
  }

  /** What the person can do, one sentence. */
  public String next() {
    return next;
  }
}
