package app.bothways.net.relay.server.config;

import app.bothways.net.relay.server.ConnectionLimits;
import app.bothways.net.relay.server.Quota;
import app.bothways.net.relay.server.RateLimit;
import app.bothways.net.relay.server.RelayLimits;
import app.bothways.net.relay.server.TrustedProxies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code limits}. */
final class LimitsSection {
  private static final long MOST_BYTES = 1L << 50;
  private static final int MOST_CONNECTIONS = 1 << 20;

  private LimitsSection() {}

  static RelayLimits read(Section root) throws RelayFileException {
    TrustedProxies proxies = proxies(root);
    Optional<Section> limits = root.section("limits");
    ConnectionLimits usual = ConnectionLimits.standard();
    if (limits.isEmpty()) {
      return RelayLimits.standard().withConnections(usual.withProxies(proxies));
    }
    RelayLimits read =
        RelayLimits.standard()
            .withConnections(connections(limits.get(), usual.withProxies(proxies)));
    Optional<Section> client = limits.get().section("client");
    return client.isEmpty()
        ? read
        : read.withClientRate(clientRate(client.get())).withQuota(quota(client.get()));
  }

  private static TrustedProxies proxies(Section root) throws RelayFileException {
    Optional<List<String>> texts = root.strings("trusted_proxies");
    if (texts.isEmpty()) {
      return TrustedProxies.onThisMachine();
    }
    var networks = new ArrayList<TrustedProxies.Network>();
    for (String text : texts.get()) {
      Optional<TrustedProxies.Network> network = TrustedProxies.parse(text);
      if (network.isEmpty()) {
        throw root.fault(
            "trusted_proxies",
            "takes addresses or networks, like \"10.0.0.0/8\", not '" + text + "'");
      }
      networks.add(network.get());
    }
    return new TrustedProxies(networks);
  }

  private static ConnectionLimits connections(Section limits, ConnectionLimits usual)
      throws RelayFileException {
    return new ConnectionLimits(
        count(limits, "max_unproved_connections", usual.unproved()),
        count(limits, "max_unproved_per_address", usual.unprovedPerAddress()),
        limits.positive("accept_conn_limit").orElse(usual.perSecond()),
        count(limits, "accept_conn_burst", usual.burst()),
        usual.proxies());
  }

  private static int count(Section limits, String key, int usual) throws RelayFileException {
    return limits.number(key, 1, MOST_CONNECTIONS).map(Long::intValue).orElse(usual);
  }

  /** {@code limits.client.quota}, a key of our own. */
  private static Optional<Quota> quota(Section client) throws RelayFileException {
    Optional<Section> quota = client.section("quota");
    if (quota.isEmpty()) {
      return Optional.empty();
    }
    Section section = quota.get();
    Optional<Long> bytes = section.number("bytes", 1, MOST_BYTES);
    Duration period = period(section);
    Optional<Long> then = section.number("then_bytes_per_second", 1, MOST_BYTES);
    if (bytes.isEmpty()) {
      throw section.fault("bytes", "is missing: how many bytes a client may send per period");
    }
    return Optional.of(new Quota(bytes.get(), period, then.orElse(Quota.TRICKLE)));
  }

  private static Duration period(Section quota) throws RelayFileException {
    return switch (quota.string("period").orElse("day")) {
      case "hour" -> Duration.ofHours(1);
      case "day" -> Duration.ofDays(1);
      case "week" -> Duration.ofDays(7);
      case "month" -> Duration.ofDays(30);
      default ->
          throw quota.fault("period", "takes \"hour\", \"day\", \"week\" or \"month\" (30 days)");
    };
  }

  private static Optional<RateLimit> clientRate(Section client) throws RelayFileException {
    Optional<Section> rx = client.section("rx");
    if (rx.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> rate = rx.get().number("bytes_per_second", 1, MOST_BYTES);
    Optional<Long> burst = rx.get().number("max_burst_bytes", 1, MOST_BYTES);
    if (rate.isEmpty() && burst.isPresent()) {
      throw rx.get().fault("max_burst_bytes", "means nothing without bytes_per_second");
    }
    return rate.map(
        bytes -> burst.map(most -> new RateLimit(bytes, most)).orElse(RateLimit.of(bytes)));
  }
}
