package app.bothways.sync.core;

import app.bothways.sync.FolderMode;

/**
 * In what this device differs from others, and will until a person decides.
 *
 * @param notTaken names that others have otherwise, on a device that only sends
 * @param localOnly names that were changed on a device that only receives
 */
public record Differences(FolderMode mode, long notTaken, long localOnly) {}
