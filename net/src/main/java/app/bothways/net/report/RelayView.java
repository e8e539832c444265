package app.bothways.net.report;

import app.bothways.net.address.RelayUrl;
import java.time.Duration;
import java.util.Optional;

/**
 * A relay as this node sees it.
 *
 * @param detail what a person should know: the reason for a refusal, the error; when connected
 *     empty, or what limits the connection (the same key is in use elsewhere, the relay slows this
 *     device down)
 */
public record RelayView(RelayUrl url, State state, Optional<Duration> latency, String detail) {
  public enum State {
    CONNECTING,
    CONNECTED,
    DENIED,
    UNREACHABLE,
    NOT_A_RELAY,
    TLS_NOT_TRUSTED,
    /** The relay's certificate would be valid at the relay's time of day, and is not at ours. */
    CLOCK_WRONG,
    /**
     * The HTTP proxy of this network demands a name and a password, forbids the relay, or is of a
     * kind that is not supported.
     */
    PROXY_REFUSED
  }
}
