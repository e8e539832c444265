package app.bothways.net.report;

import app.bothways.net.address.RelayUrl;
import java.time.Duration;
import java.util.Optional;

/**
 * A relay as this node sees it.
 *
 * @param detail what a person should know: the reason for a refusal, the error; empty when
 *     connected
 */
public record RelayView(RelayUrl url, State state, Optional<Duration> latency, String detail) {
  public enum State {
    CONNECTING,
    CONNECTED,
    DENIED,
    UNREACHABLE,
    NOT_A_RELAY,
    TLS_NOT_TRUSTED
  }
}
