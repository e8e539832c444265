package app.bothways.sync;

/** Which way changes of a folder go on one device. */
public enum FolderMode {
  TWO_WAY,
  /** What others change is shown here, but does not touch this disk. */
  SEND_ONLY,
  /** What is changed here stays here. */
  RECEIVE_ONLY
}
