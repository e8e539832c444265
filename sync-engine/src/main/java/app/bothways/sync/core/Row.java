package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.Entry;
import java.util.Optional;

/**
 * What this device has at a name, and announces to others.
 *
 * @param observed what the disk held when it was last in step with {@code entry}; empty exactly for
 *     tombstones
 * @param seq rises with every change of the entry; unique in the folder's database
 */
public record Row(Entry entry, Optional<Observed> observed, long seq) {}
