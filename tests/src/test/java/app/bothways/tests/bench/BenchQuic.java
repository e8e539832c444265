package app.bothways.tests.bench;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;

/** The two ends over this project's own connections, direct. */
final class BenchQuic {
  private static final String ALPN = "bothways/bench/2";

  private BenchQuic() {}

  static String serve(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    Endpoint endpoint = open(NetworkInterface.getByInetAddress(address).getName());
    endpoint.handle(ALPN, BenchQuic::answer);
    return endpoint.id() + "@" + host + ":" + endpoint.port();
  }

  private static Endpoint open(String network) throws IOException {
    return Endpoint.open(
        new EndpointConfig(
            NodeKey.generate(),
            0,
            new RelayMode.Disabled(),
            DirectMode.ON,
            MdnsMode.OFF,
            network.isEmpty() ? List.of() : List.of(network)));
  }

  private static void answer(Connection connection) throws IOException {
    while (true) {
      Stream stream = connection.accept();
      Thread.ofVirtual().start(() -> answer(stream));
    }
  }

  private static void answer(Stream stream) {
    try (var lane = new QuicLane(stream)) {
      BenchNode.answer(lane);
    } catch (IOException gone) {
      stream.reset(0);
    }
  }

  static BenchNode.Source dial(String where) throws IOException {
    String[] parts = where.split("@");
    int colon = parts[1].lastIndexOf(':');
    String host = parts[1].substring(0, colon);
    var address =
        NodeAddr.of(NodeId.parse(parts[0]).orElseThrow())
            .withDirect(
                List.of(
                    new InetSocketAddress(host, Integer.parseInt(parts[1].substring(colon + 1)))));
    Endpoint endpoint = open(InetAddress.getByName(host).isLoopbackAddress() ? "lo" : "");
    return new Dialled(endpoint, address, connect(endpoint, address));
  }

  private static Connection connect(Endpoint endpoint, NodeAddr address) throws IOException {
    return endpoint.dial(address, ALPN, Duration.ofSeconds(20));
  }

  private record Dialled(Endpoint endpoint, NodeAddr address, Connection connection)
      implements BenchNode.Source {
    @Override
    public BenchNode.Lane open() throws IOException {
      return new QuicLane(connection.open());
    }

    @Override
    public BenchNode.Source again() throws IOException {
      return new Dialled(endpoint, address, connect(endpoint, address));
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private record QuicLane(Stream stream) implements BenchNode.Lane {
    @Override
    public InputStream in() {
      return stream.in();
    }

    @Override
    public OutputStream out() {
      return stream.out();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
