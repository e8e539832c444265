package app.bothways.net.link;

import app.bothways.net.Endpoint;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PeerView;
import java.util.List;

/**
 * Keeps one live connection of one protocol to every device it was told of: dials, backs off,
 * redials when addresses or the network change, and takes connections that the other side dialled.
 * When both sides dial at once, the connection dialled by the lesser {@link NodeId} stays.
 *
 * <p>Any thread may call. Nothing is stored: the owner tells the devices anew after a restart.
 */
public interface Links extends AutoCloseable {
  /** Serves every connection of {@code alpn} with {@code handler}, whoever dialled it. */
  static Links open(Endpoint endpoint, String alpn, ProtocolHandler handler) {
    return new NodeLinks(endpoint, alpn, handler);
  }

  /** Starts keeping a link, or gives a known one new hints. */
  void keep(NodeAddr address);

  /** Ends the link and forgets the device. */
  void drop(NodeId id);

  /** Every kept device with its state, in order of id. */
  List<PeerView> view();

  @Override
  void close();
}
