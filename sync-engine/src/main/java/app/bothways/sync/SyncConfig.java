package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the engine needs to know of the rest.
 *
 * @param home where folder databases live
 * @param isDevice whether a node is a device of ours; asked at every connection
 * @param deviceName a name for people, used in names of conflict copies
 */
public record SyncConfig(
    Path home, NodeId self, Predicate<NodeId> isDevice, Function<NodeId, String> deviceName) {}
