package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Relays and clients of one test, ended with it. */
final class Lab implements AutoCloseable {
  private final List<RelayServer> servers = new ArrayList<>();
  private final List<RelayClient> clients = new ArrayList<>();
  private final EventLoopGroup group = EventLoops.create(2, "test");

  EventLoopGroup group() {
    return group;
  }

  RelayServer server(RelayServerConfig config) throws IOException {
    var server = RelayServer.start(config);
    servers.add(server);
    return server;
  }

  RelayServer server() throws IOException {
    return server(RelayServerConfig.plain("127.0.0.1", 0));
  }

  RelayClient client(Relay relay, NodeKey key, Recorder recorder) {
    var client = RelayClient.start(relay, key, group, recorder);
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(RelayClient::close);
    servers.forEach(RelayServer::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
