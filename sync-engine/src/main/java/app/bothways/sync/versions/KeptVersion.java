package app.bothways.sync.versions;

import app.bothways.sync.model.RelPath;
import java.time.Instant;

/**
 * An old content of a file.
 *
 * @param id tells it from other versions of the same path
 * @param kept when it came out of the tree
 * @param modified what its modification time was
 */
public record KeptVersion(RelPath path, String id, Instant kept, Instant modified, long size) {}
