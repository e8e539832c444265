package app.bothways.app.cli;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "Without --tls-cert and --tls-key it speaks plain HTTP: for one machine, for a lab, or behind",
      "a proxy that ends TLS."
    })
final class RelayCommand implements Callable<Integer> {
  private static final int PORT = 3340;

  private final Root root;

  @Option(names = "--dev", description = "Plain HTTP on port 3340 of this machine.")
  private boolean dev;

  @Option(
      names = "--bind",
      paramLabel = "HOST:PORT",
      description = "Where to listen; port 0 for any. Default: 127.0.0.1:3340.")
  private Optional<String> bind;

  @Option(
      names = "--access",
      paramLabel = "WHO",
      defaultValue = "everyone",
      description = "everyone, token:T[,T...], allow:ID[,ID...] or deny:ID[,ID...].")
  private String access;

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
    root.print(Root.params().put("event", "ready").put("url", server.url().toString()));
    root.say("The relay is running at " + server.url() + ". Ctrl-C stops it.");
    root.io().out().flush();
    return Running.untilStopped(server);
  }

  private static RelayServer start(RelayServerConfig config) throws CliException {
    try {
      return RelayServer.start(config);
    } catch (IOException e) {
      throw new CliException(Exit.FAILED, e.getMessage(), e);
    }
  }

  private RelayServerConfig config() throws CliException {
    RelayTls tls = tls();
    String where = bind.orElse("127.0.0.1:" + PORT);
    int colon = where.lastIndexOf(':');
    String host = colon < 0 ? "" : where.substring(0, colon).replaceAll("^\\[|\\]$", "");
    Optional<Integer> port = port(where.substring(colon + 1));
    if (host.isBlank() || port.isEmpty()) {
      throw CliException.usage("--bind needs HOST:PORT, like 0.0.0.0:3340, not '" + where + "'");
    }
    return RelayServerConfig.plain(host, port.get()).withAccess(access()).withTls(tls);
  }

  private static Optional<Integer> port(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,5}"))
        .map(Integer::parseInt)
        .filter(number -> number <= 65535);
  }

  private RelayTls tls() throws CliException {
    if (certificate.isEmpty() && key.isEmpty()) {
      return new RelayTls.Plain();
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
    return new RelayTls.PemFiles(certificate.get(), key.get());
  }

  private RelayAccess access() throws CliException {
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
      case "everyone" -> new RelayAccess.Everyone();
      case "token" -> new RelayAccess.SharedToken(values);
      case "allow" -> new RelayAccess.Allowlist(ids(values));
      case "deny" -> new RelayAccess.Denylist(ids(values));
      default -> throw accessUsage(kind);
    };
  }

  private static CliException accessUsage(String kind) {
    return CliException.usage(
        "--access takes everyone, token:T, allow:ID or deny:ID, not '" + kind + "'");
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
