package app.bothways.net.survey;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.RelayView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What a survey asks of the node that it is made for. Any thread; may block. */
public interface SurveyedNode {
  /** Whether the node sends datagrams to other nodes at all. */
  enum Udp {
    USED,
    NOT_USED
  }

  /**
   * Where a relay answers STUN.
   *
   * @param second another port of the same address, where the relay promises one
   * @param promised whether silence means something
   */
  record Responder(InetSocketAddress first, Optional<InetSocketAddress> second, Promise promised) {
    public enum Promise {
      GIVEN,
      UNKNOWN
    }
  }

  Udp udp();

  List<Relay> relays();

  Optional<RelayView> view(RelayUrl relay);

  /** Those that this node can reach; empty when the relay's name cannot be resolved. */
  List<Responder> responders(Relay relay);

  /** The interfaces that this node may use. */
  List<NetReport.Interface> interfaces();

  /** Addresses of these interfaces to bind to; empty when any will do. */
  List<InetAddress> bindTo();

  /** What the node's own socket has shown. */
  NatKind kind();

  NetReport.Router router();
}
