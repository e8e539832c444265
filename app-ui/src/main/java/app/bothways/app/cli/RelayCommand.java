package app.bothways.app.cli;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.relay.server.RelayTls;
import app.bothways.net.relay.server.config.RelayFile;
import app.bothways.net.relay.server.config.RelayFileException;
import app.bothways.net.relay.server.config.RelayWatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "relay",
    description = "Runs a relay server until it is told to stop (TERM). It can read nothing.",
    footer = {
      "",
      "Without --tls-cert and --tls-key, or [tls] in the file, it speaks plain HTTP: for one machine,",
      "for a lab, or behind a proxy that ends TLS. Options count before what the file says. A file",
      "that changes is read again; who may no longer use the relay is disconnected at once."
    })
final class RelayCommand implements Callable<Integer> {
  private static final int PORT = 3340;
  private static final int STUN_PORT = 3478;

  /** What clients are told when the relay is stopped; most relays are back in seconds. */
  private static final Duration COME_BACK_IN = Duration.ofSeconds(2);

  private static final Duration TRY_FOR = Duration.ofSeconds(60);

  /** For clients that do not know the notice; ours go at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Root root;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A TOML file with the keys of iroh-relay; see docs/run-a-relay.md.")
  private Optional<Path> file;

  @Option(
      names = "--dev",
      description = "Plain HTTP on port 3340 of this machine, and STUN on 3478 or any other port.")
  private boolean dev;

  @Option(
      names = "--bind",
      paramLabel = "HOST:PORT",
      description = "Where to listen; port 0 for any. Default: 127.0.0.1:3340.")
  private Optional<String> bind;

  @Option(
      names = "--stun",
      paramLabel = "HOST:PORT",
      description =
          "Answers STUN by UDP there and on the next port. Default: as the file says; without one,"
              + " nowhere, or with --dev on the relay's own host.")
  private Optional<String> stun;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "Figures for Prometheus. Default: as the file says; without one, nowhere.")
  private Optional<String> metrics;

  @Option(
      names = "--access",
      paramLabel = "WHO",
      description =
          "everyone (the default), token:T[,T...], allow:ID[,ID...], deny:ID[,ID...] or http:URL.")
  private Optional<String> access;

  @Option(names = "--tls-cert", paramLabel = "PEM", description = "The certificate chain.")
  private Optional<Path> certificate;

  @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key (PKCS#8).")
  private Optional<Path> key;

  RelayCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    RelayServer server = start(config());
    Optional<RelayWatch> watch =
        file.map(path -> RelayWatch.start(path, server, this::reread, this::report));
    var ready = Root.params().put("event", "ready").put("url", server.url().toString());
    server.stunAddress().ifPresent(where -> ready.put("stunPort", where.getPort()));
    server.metricsAddress().ifPresent(where -> ready.put("metricsPort", where.getPort()));
    root.print(ready);
    root.say("The relay is running at " + server.url() + ". Ctrl-C stops it.");
    root.io().out().flush();
    return Running.untilStopped(() -> leave(server, watch));
  }

  private void report(String line) {
    root.say(line);
    root.io().out().flush();
  }

  private static void leave(RelayServer server, Optional<RelayWatch> watch) {
    watch.ifPresent(RelayWatch::close);
    server.drain(COME_BACK_IN, TRY_FOR, PATIENCE);
    server.close();
  }

  private RelayServer start(RelayServerConfig config) throws CliException {
    if (dev && stun.isEmpty() && config.services().stun().isEmpty()) {
      return startWithStun(config, STUN_PORT);
    }
    return startOnce(config);
  }

  /** For trying things out STUN is always there; on its own port unless somebody else has that. */
  private static RelayServer startWithStun(RelayServerConfig config, int port) throws CliException {
    var where = new Listen(config.main().host(), port);
    try {
      return RelayServer.start(config.withServices(config.services().withStun(where)));
    } catch (IOException taken) {
      return port == 0 ? startOnce(config) : startWithStun(config, 0);
    }
  }

  private static RelayServer startOnce(RelayServerConfig config) throws CliException {
    try {
      return RelayServer.start(config);
    } catch (IOException e) {
      throw new CliException(Exit.FAILED, e.getMessage(), e);
    }
  }

  private RelayServerConfig reread() throws RelayFileException {
    RelayServerConfig read = RelayFile.read(file.orElseThrow());
    try {
      return overridden(read);
    } catch (CliException impossible) {
      // The options have been read once, and they do not change.
      throw new IllegalStateException(impossible);
    }
  }

  private RelayServerConfig config() throws CliException {
    if (file.isEmpty()) {
      return overridden(RelayServerConfig.plain("127.0.0.1", PORT));
    }
    try {
      return overridden(RelayFile.read(file.get()));
    } catch (RelayFileException fault) {
      throw CliException.usage(fault.getMessage());
    }
  }

  private RelayServerConfig overridden(RelayServerConfig base) throws CliException {
    RelayServerConfig config = dev ? dev(base) : base;
    Optional<RelayTls> tls = tls();
    if (tls.isPresent()) {
      config = config.withTls(tls.get());
    }
    if (access.isPresent()) {
      config = config.withAccess(access(access.get()));
    }
    if (bind.isPresent()) {
      config = config.withMain(listen("--bind", bind.get()));
    }
    RelayServices services = config.services();
    if (stun.isPresent()) {
      services = services.withStun(listen("--stun", stun.get()));
    }
    if (metrics.isPresent()) {
      services = services.withMetrics(listen("--metrics", metrics.get()));
    }
    return config.withServices(services);
  }

  private static RelayServerConfig dev(RelayServerConfig base) {
    return base.withMain(new Listen("127.0.0.1", PORT))
        .withTls(new RelayTls.Plain())
        .withServices(base.services().withPlainHttp(Optional.empty()));
  }

  private static Listen listen(String option, String where) throws CliException {
    return Listen.parse(where)
        .orElseThrow(
            () ->
                CliException.usage(
                    option + " needs HOST:PORT, like 0.0.0.0:3340, not '" + where + "'"));
  }

  private Optional<RelayTls> tls() throws CliException {
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw CliException.usage("--tls-cert and --tls-key go together");
    }
    if (dev) {
      throw CliException.usage("--dev is plain HTTP; leave it away to use a certificate");
    }
    for (Path file : List.of(certificate.get(), key.get())) {
      if (!Files.isReadable(file)) {
        throw CliException.usage("there is no readable file " + file);
      }
    }
    return Optional.of(new RelayTls.PemFiles(certificate.get(), key.get()));
  }

  private static RelayAccess access(String access) throws CliException {
    int colon = access.indexOf(':');
    String kind = colon < 0 ? access : access.substring(0, colon);
    List<String> values =
        colon < 0
            ? List.of()
            : List.of(access.substring(colon + 1).split(",", -1)).stream()
                .map(String::strip)
                .toList();
    boolean filled = !values.isEmpty() && values.stream().noneMatch(String::isBlank);
    if (kind.equals("everyone") ? !values.isEmpty() : !filled) {
      throw accessUsage(kind);
    }
    return switch (kind) {
      case "http" -> callback(access.substring(colon + 1));
      case "everyone" -> new RelayAccess.Everyone();
      case "token" -> new RelayAccess.SharedToken(values);
      case "allow" -> new RelayAccess.Allowlist(ids(values));
      case "deny" -> new RelayAccess.Denylist(ids(values));
      default -> throw accessUsage(kind);
    };
  }

  private static CliException accessUsage(String kind) {
    return CliException.usage(
        "--access takes everyone, token:T, allow:ID, deny:ID or http:URL, not '" + kind + "'");
  }

  private static RelayAccess callback(String url) throws CliException {
    try {
      return new RelayAccess.HttpCallback(URI.create(url), Optional.empty());
    } catch (IllegalArgumentException wrong) {
      throw CliException.usage("--access http: needs an http or https URL, not '" + url + "'");
    }
  }

  private static Set<NodeId> ids(List<String> values) throws CliException {
    var ids = new HashSet<NodeId>();
    for (String text : values) {
      ids.add(
          NodeId.parse(text)
              .orElseThrow(() -> CliException.usage("'" + text + "' is not a device id")));
    }
    return ids;
  }
}
