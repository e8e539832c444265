package app.bothways.sync.core;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;

/** What keeps a whole folder from going on without anything being wrong. */
final class CoreErrors {
  static final SyncError PAUSED =
      new SyncError(
          ErrorCode.PAUSED,
          "",
          "The folder is paused on this device.",
          "It goes on when the folder is resumed.");

  static final SyncError NOBODY_HAS_IT =
      new SyncError(
          ErrorCode.NOBODY_HAS_IT,
          "",
          "No device that has it is connected.",
          "It comes when a device that has it connects.");

  static final SyncError SCANNING =
      new SyncError(
          ErrorCode.SCANNING,
          "",
          "The folder is being looked at for the first time since the start.",
          "It goes on by itself when the scan is done.");

  private CoreErrors() {}
}
