package app.bothways.sync.disk;

import app.bothways.sync.model.ContentId;

/** A whole file, verified, waiting inside the folder's own directory to be put at its place. */
public record Staged(String name, long size, ContentId content) {}
