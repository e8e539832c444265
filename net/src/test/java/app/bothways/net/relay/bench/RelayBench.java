package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.relay.server.RelayTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One process of a measurement; {@code tests/bench/network} starts several and reads the relay's
 * processor time and memory from outside. {@code serve PORT [CERT KEY]}; {@code traffic URL PEM|-},
 * see {@link Traffic}; {@code idle URL PEM|- CLIENTS}, see {@link Idle}; {@code flood URL PEM|-
 * CONNECTIONS SECONDS}, see {@link Flood}. PEM is the certificate to trust.
 */
public final class RelayBench {
  /** So much above the relay's port stands its metrics page. */
  static final int METRICS = 100;

  private RelayBench() {}

  public static void main(String[] a) throws Exception {
    switch (a[0]) {
      case "serve" -> serve(a);
      case "traffic" -> Traffic.obey(relay(a[1], a[2]));
      case "idle" -> Idle.obey(relay(a[1], a[2]), Integer.parseInt(a[3]));
      case "flood" -> Flood.run(relay(a[1], a[2]), Integer.parseInt(a[3]), Integer.parseInt(a[4]));
      default -> throw new IllegalArgumentException(a[0]);
    }
    System.exit(0);
  }

  /** One line to whoever started this. */
  static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
    System.out.flush();
  }

  private static Relay relay(String url, String pem) throws IOException {
    String certificate = pem.equals("-") ? "" : Files.readString(Path.of(pem));
    return new Relay(RelayUrl.parse(url).orElseThrow(), "", certificate);
  }

  private static void serve(String[] a) throws Exception {
    int port = Integer.parseInt(a[1]);
    var config = RelayServerConfig.plain("127.0.0.1", port);
    if (a.length > 2) {
      config = config.withTls(new RelayTls.PemFiles(Path.of(a[2]), Path.of(a[3])));
    }
    var metrics = new Listen("127.0.0.1", port + METRICS);
    config = config.withServices(RelayServices.standard().withMetrics(metrics));
    try (RelayServer server = RelayServer.start(config)) {
      say("ready %s", server.url());
      Thread.currentThread().join();
    }
  }
}
