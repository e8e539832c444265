package app.bothways.net.report;

import app.bothways.net.identity.NodeId;
import java.time.Duration;
import java.time.Instant;

/**
 * What one hour, or a longer time from {@code from} on, was like for the link to one device, as far
 * as this device was awake and running to see it.
 *
 * @param direct how long there was a connection over a direct path
 * @param relayed through a relay
 * @param offline how long there was none
 * @param drops how often there was one and then none
 */
public record LinkHour(
    NodeId device,
    Instant from,
    Duration direct,
    Duration relayed,
    Duration offline,
    int drops,
    Traffic traffic) {
  public static LinkHour empty(NodeId device, Instant from) {
    return new LinkHour(device, from, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, Traffic.NONE);
  }

  /** All of both; device and beginning are those of this one. */
  public LinkHour plus(LinkHour other) {
    return new LinkHour(
        device,
        from,
        direct.plus(other.direct),
        relayed.plus(other.relayed),
        offline.plus(other.offline),
        drops + other.drops,
        new Traffic(
            traffic.sentDirect() + other.traffic.sentDirect(),
            traffic.sentRelay() + other.traffic.sentRelay(),
            traffic.receivedDirect() + other.traffic.receivedDirect(),
            traffic.receivedRelay() + other.traffic.receivedRelay()));
  }

  /** How long the link was looked at. */
  public Duration seen() {
    return direct.plus(relayed).plus(offline);
  }

  /** The share of that time with a connection, 0 to 1; 0 when it was not looked at. */
  public double reliability() {
    Duration up = direct.plus(relayed);
    return seen().isZero() ? 0 : (double) up.toMillis() / Math.max(1, seen().toMillis());
  }
}
