package app.bothways.sync.plan;

/** Why the planner decided as it did; the same value is told to people who ask. */
public enum Reason {
  /** This device already has the version that holds. */
  UP_TO_DATE,
  /** What others have is older, or loses against what is here. */
  MINE_HOLDS,
  /** The same content came into being on several devices. */
  SAME_CONTENT,
  /** Another device changed the version that is here. */
  THEIRS_IS_NEWER,
  /** Changed here and elsewhere; the other version holds and this one becomes a conflict copy. */
  CONFLICT_THEIRS_HOLDS,
  /** The other version was made from just this content, whatever else happened to it here. */
  MADE_FROM_MINE,
  /** Deleted elsewhere, while this device had lost its memory; nobody has changed it here. */
  DELETED_WHILE_FORGOTTEN,
  /** Deleted elsewhere while it was changed here. */
  EDIT_BEATS_DELETION,
  /** Elsewhere something else took this directory's name. */
  DIRECTORY_BEATS_FILE,
  /** This device only sends: what others change does not touch its disk. */
  SENDS_ONLY,
  /** This device only receives: if what is here is to hold, another one publishes it. */
  RECEIVES_ONLY,
  /** Changed on this device, which only receives; others are not told. */
  LOCAL_CHANGE,
  /** Something that is ignored here has the name of a directory that it would lie in. */
  IGNORED_IN_THE_WAY,
  /** A person wants what others have instead of the change made here. */
  REVERTED,
  /** A directory deleted elsewhere still holds something here. */
  STILL_HOLDS_FILES
}
