package app.bothways.sync;

/** What a person says of many files that were deleted at once, here or elsewhere. */
public enum Deleted {
  /** They are meant to be gone, on all devices. */
  FOR_GOOD,
  /** They are wanted back: what a device still has holds on all of them again. */
  BY_MISTAKE
}
