package app.bothways.sync.model;

/**
 * A failure as a value.
 *
 * @param path the item concerned, {@code /}-separated; empty for the folder itself
 * @param text what happened, one sentence for people
 * @param next what happens next or what the person can do, one sentence
 */
public record SyncError(ErrorCode code, String path, String text, String next) {}
