package app.bothways.net.report;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.codec.quic.Quic;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A part of native code that the network rests on.
 *
 * @param fault why it could not be loaded; empty when it was
 */
public record NativePart(String name, Need need, Optional<String> fault) {
  /** What goes without it. */
  public enum Need {
    /** Nothing. */
    NEEDED,
    /** Everything, slower. */
    FASTER,
    /** There is no such thing on this system. */
    NOT_HERE
  }

  /** Loads them, unless they are loaded. Any thread. */
  public static List<NativePart> all() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    return List.of(
        new NativePart("QUIC codec", Need.NEEDED, fault(Quic.unavailabilityCause())),
        new NativePart(
            "epoll",
            linux ? Need.FASTER : Need.NOT_HERE,
            linux ? fault(Epoll.unavailabilityCause()) : Optional.of("not on this system")));
  }

  private static Optional<String> fault(Throwable cause) {
    return Optional.ofNullable(cause)
        .map(c -> "cannot be loaded: " + Optional.ofNullable(c.getMessage()).orElse(c.toString()));
  }
}
