package app.bothways.net.node;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import io.netty.channel.EventLoopGroup;

/** How a connection to a relay is made: {@link RelayClient#start}, or a fake in tests. */
@FunctionalInterface
interface RelayConnector {
  RelayClient start(Relay relay, NodeKey key, EventLoopGroup group, RelayListener listener);
}
