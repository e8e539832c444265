package app.bothways.net.node;

import app.bothways.net.NetEvent;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.report.RelayView;
import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;

/** What the relays tell, handed on to whom it concerns in the node. Event loop only. */
final class RelayNews implements RelayHub.Listener {
  private final NodeCore core;

  RelayNews(NodeCore core) {
    this.core = core;
  }

  @Override
  public void datagram(Route.Relayed from, ByteBuf datagram) {
    core.receive(from, datagram);
  }

  @Override
  public void batchEnd() {
    core.socket.receiveEnd();
  }

  @Override
  public void gone(RelayUrl relay, NodeId peer) {
    core.peers.of(peer).relayDown(relay);
    core.ticker.stir();
  }

  @Override
  public void changed(RelayView view) {
    if (core.udp.isPresent()) {
      core.reflexive.relay(core.relays.relay(view.url()), view);
    }
    boolean open = view.state() == RelayView.State.CONNECTED;
    for (PeerPaths peer : core.peers.all()) {
      if (open) {
        peer.relayUp(view.url());
      } else {
        peer.relayDown(view.url());
      }
    }
    core.ticker.stir();
    Homes.News news = core.homes.changed(view, core.relays.configured());
    core.relayListeners.forEach(listener -> listener.accept(view));
    core.events.tell(new NetEvent.RelayChanged(view.url(), view));
    if (news == Homes.News.MOVED) {
      core.addressesChanged();
    }
  }
}
