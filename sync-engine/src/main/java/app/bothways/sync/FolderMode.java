package app.bothways.sync;

/** Which way changes of a folder go on one device. */
public enum FolderMode {
  TWO_WAY,
  SEND_ONLY,
  RECEIVE_ONLY
}
