package app.bothways.sync;

/** Which files come first. */
public enum Order {
  /** What is one chunk, in order of path; then the others, by size. */
  SMALLEST,
  /** By modification time, the latest first. */
  NEWEST,
  /** By path. */
  ALPHABETIC
}
