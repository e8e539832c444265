package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a relay serves. Asked for each connection, after the client has proved its key, again of all
 * connected clients when the rule changes, and a web service at intervals too.
 */
public sealed interface RelayAccess {
  /** A rule that answers by itself. */
  sealed interface Local extends RelayAccess {
    /**
     * @param token what the client showed; empty when it showed none
     */
    default boolean admits(NodeId node, String token) {
      return switch (this) {
        case Everyone _ -> true;
        case SharedToken shared -> shared.tokens().stream().anyMatch(t -> equalInTime(t, token));
        case Allowlist allowed -> allowed.nodes().contains(node);
        case Denylist denied -> !denied.nodes().contains(node);
      };
    }
  }

  record Everyone() implements Local {}

  /**
   * Whoever shows one of the tokens.
   *
   * @throws IllegalArgumentException when there is no token, or an empty one, which everyone knows
   */
  record SharedToken(List<String> tokens) implements Local {
    public SharedToken {
      tokens = List.copyOf(tokens);
      if (tokens.isEmpty() || tokens.stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException("a shared token must not be empty");
      }
    }

    /** Never shows a token. */
    @Override
    public String toString() {
      return "SharedToken[" + tokens.size() + "]";
    }
  }

  record Allowlist(Set<NodeId> nodes) implements Local {
    public Allowlist {
      nodes = Set.copyOf(nodes);
    }
  }

  record Denylist(Set<NodeId> nodes) implements Local {
    public Denylist {
      nodes = Set.copyOf(nodes);
    }
  }

  /**
   * Whom a web service admits: it is sent a POST with the key in the header {@code X-Iroh-NodeId},
   * and admits by status 200 with the body {@code true}. Any other answer, or none, refuses.
   * Whoever could not be asked about, because too many others were, is sent away and not refused.
   *
   * <p>It is asked again for everyone who is connected. A refusal then disconnects at once; silence
   * changes nothing, because a service that is away must not cut everybody off.
   *
   * @param bearer shown to the service in the header {@code Authorization}
   * @param again after what time it is asked again, from a second to a day
   */
  record HttpCallback(URI url, Optional<String> bearer, Duration again) implements RelayAccess {
    /** So long a refusal may take to be noticed when nothing else is said. */
    public static final Duration AGAIN = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofDays(1);

    public HttpCallback(URI url, Optional<String> bearer) {
      this(url, bearer, AGAIN);
    }

    public HttpCallback {
      if (again.compareTo(Duration.ofSeconds(1)) < 0 || again.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("asked again after a second to a day, not " + again);
      }
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new IllegalArgumentException("an access service is an http(s) URL, not " + url);
      }
    }

    /** Never shows the token. */
    @Override
    public String toString() {
      return "HttpCallback[" + url + "]";
    }
  }

  /** The rule's kind in one word, for people and for {@code /limits}. */
  default String kind() {
    return switch (this) {
      case Everyone _ -> "everyone";
      case SharedToken _ -> "shared_token";
      case Allowlist _ -> "allowlist";
      case Denylist _ -> "denylist";
      case HttpCallback _ -> "http";
    };
  }

  /** Takes as long for a near miss as for a far one. */
  private static boolean equalInTime(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
