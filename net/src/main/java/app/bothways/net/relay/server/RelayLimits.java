package app.bothways.net.relay.server;

import app.bothways.net.relay.flow.Heartbeat.Asks;
import app.bothways.net.relay.flow.Heartbeat.Rhythm;
import java.time.Duration;
import java.util.Optional;

/**
 * What the relay bears from a client.
 *
 * @param establish from the accepted TCP connection to the proved key
 * @param heartbeat when a silent client is asked whether it lives
 * @param write how long a client may take no frame at all while some wait for it
 * @param denial how long a client that is not served waits for the answer; such clients tend to ask
 *     again at once
 * @param queueBytes what may wait for one client; what is beyond is dropped and counted
 * @param clientRate how fast one client may send; empty: as fast as it is read
 * @param quota how much one client may send in a day or so; empty: as much as it likes
 */
public record RelayLimits(
    Duration establish,
    Rhythm heartbeat,
    Duration write,
    Duration denial,
    long queueBytes,
    Optional<RateLimit> clientRate,
    Optional<Quota> quota,
    ConnectionLimits connections) {
  public static RelayLimits standard() {
    return new RelayLimits(
        Duration.ofSeconds(30),
        new Rhythm(
            Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), Asks.WHEN_SILENT),
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        1 << 20,
        Optional.empty(),
        Optional.empty(),
        ConnectionLimits.standard());
  }

  public RelayLimits withEstablish(Duration time) {
    return new RelayLimits(
        time, heartbeat, write, denial, queueBytes, clientRate, quota, connections);
  }

  public RelayLimits withHeartbeat(Rhythm rhythm) {
    return new RelayLimits(
        establish, rhythm, write, denial, queueBytes, clientRate, quota, connections);
  }

  public RelayLimits withWrite(Duration time) {
    return new RelayLimits(
        establish, heartbeat, time, denial, queueBytes, clientRate, quota, connections);
  }

  public RelayLimits withClientRate(Optional<RateLimit> rate) {
    return new RelayLimits(
        establish, heartbeat, write, denial, queueBytes, rate, quota, connections);
  }

  public RelayLimits withQuota(Optional<Quota> most) {
    return new RelayLimits(
        establish, heartbeat, write, denial, queueBytes, clientRate, most, connections);
  }

  public RelayLimits withConnections(ConnectionLimits limits) {
    return new RelayLimits(
        establish, heartbeat, write, denial, queueBytes, clientRate, quota, limits);
  }
}
