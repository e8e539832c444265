package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a small page of a relay, on the same way by which the relay itself is reached: through the
 * system's proxy where there is one, and trusting the same certificate. Blocks, for virtual
 * threads; gives up after nine seconds.
 */
public final class RelayPages {
  private static final Duration PATIENCE = Duration.ofSeconds(9);
  private static final int MAX_PAGE = 16 << 10;

  private RelayPages() {}

  /**
   * What stands at {@code path}; empty when it is not answered with HTTP 200.
   *
   * @throws IOException when the relay cannot be reached or is not trusted
   */
  public static Optional<String> read(Relay relay, String path) throws IOException {
    try (RelayWay way = RelayWay.to(relay, System.getenv(), PATIENCE)) {
      HttpHead head = way.get(relay.url(), path, Map.of());
      return head.status() == 200
          ? Optional.of(new String(way.body(MAX_PAGE), StandardCharsets.UTF_8))
          : Optional.empty();
    }
  }
}
