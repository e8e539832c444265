package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import java.time.Instant;

/**
 * A device that this one is paired with.
 *
 * @param name as its owner called it, or as it was renamed here; unique among devices here
 * @param system such as {@code Windows 11}; for people
 * @param lastAddress hints from the last time it was reached
 */
public record Device(
    NodeId id,
    String name,
    String system,
    Instant pairedAt,
    PathPolicy policy,
    NodeAddr lastAddress) {}
