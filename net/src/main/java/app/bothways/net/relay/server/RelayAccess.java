package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/** Whom a relay serves. Asked once per connection, after the client has proved its key. */
public sealed interface RelayAccess {
  record Everyone() implements RelayAccess {}

  /**
   * Whoever shows one of the tokens.
   *
   * @throws IllegalArgumentException when there is no token, or an empty one, which everyone knows
   */
  record SharedToken(List<String> tokens) implements RelayAccess {
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

  record Allowlist(Set<NodeId> nodes) implements RelayAccess {
    public Allowlist {
      nodes = Set.copyOf(nodes);
    }
  }

  record Denylist(Set<NodeId> nodes) implements RelayAccess {
    public Denylist {
      nodes = Set.copyOf(nodes);
    }
  }

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

  /** Takes as long for a near miss as for a far one. */
  private static boolean equalInTime(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
