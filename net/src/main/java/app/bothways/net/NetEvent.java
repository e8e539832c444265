package app.bothways.net;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
import java.time.Instant;
import java.util.List;

/** Something changed in the network. Facts of the past; {@link Endpoint#view} tells the present. */
public sealed interface NetEvent {
  /** A connection to {@code peer} is up, over {@code path}. */
  record Connected(NodeId peer, String alpn, PathView path) implements NetEvent {}

  /** A connection ended. */
  record Disconnected(NodeId peer, String alpn, String reason) implements NetEvent {}

  /** Datagrams to {@code peer} now go another way. */
  record PathChanged(NodeId peer, PathView from, PathView to, Why why) implements NetEvent {
    /** What that means to a person. */
    public Step step() {
      return switch (to.kind()) {
        case NONE -> Step.LOST;
        case RELAY ->
            switch (from.kind()) {
              case NONE -> Step.CONNECTED_BY_RELAY;
              case DIRECT -> Step.FELL_BACK_TO_RELAY;
              case RELAY -> Step.MOVED;
            };
        case DIRECT ->
            switch (from.kind()) {
              case NONE -> Step.CONNECTED_DIRECTLY;
              case RELAY -> Step.UPGRADED_TO_DIRECT;
              case DIRECT -> Step.MOVED;
            };
      };
    }
  }

  /** Kinds of {@link PathChanged}. */
  enum Step {
    CONNECTED_BY_RELAY,
    CONNECTED_DIRECTLY,
    UPGRADED_TO_DIRECT,
    FELL_BACK_TO_RELAY,
    /** To another address, or another relay. */
    MOVED,
    LOST
  }

  /** A relay's state changed. */
  record RelayChanged(RelayUrl relay, RelayView view) implements NetEvent {
    public Health health() {
      return switch (view.state()) {
        case CONNECTED -> view.detail().isEmpty() ? Health.GOOD : Health.LIMITED;
        case CONNECTING -> Health.CONNECTING;
        case DENIED, UNREACHABLE, NOT_A_RELAY, TLS_NOT_TRUSTED, CLOCK_WRONG, PROXY_REFUSED ->
            Health.UNUSABLE;
      };
    }
  }

  /** How useful a relay is now. */
  enum Health {
    GOOD,
    /** Connected, but it says that something is wrong; the view's detail says what. */
    LIMITED,
    CONNECTING,
    /** Refused, not reached, not trusted, or no relay: the view's state says which. */
    UNUSABLE
  }

  /** This node's own addresses changed: interfaces, port or home relay. */
  record AddressesChanged() implements NetEvent {}

  /** A connected peer said at which relays it can be found; the best first, perhaps none. */
  record RelaysTold(NodeId peer, List<RelayUrl> relays) implements NetEvent {
    public RelaysTold {
      relays = List.copyOf(relays);
    }
  }

  /**
   * A signed record newer than all before was read.
   *
   * @param published when its node signed it, by the clock of that node
   * @param record what {@link Endpoint#remember} takes
   */
  record RecordRead(NodeAddr address, Instant published, String record) implements NetEvent {}
}
