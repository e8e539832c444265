package app.bothways.app.cli;

import app.bothways.app.home.Settings;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LookupMode.Published;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of {@code daemon}; those that are given change the settings for later starts too. */
final class DaemonOptions {
  @Option(names = "--name", paramLabel = "N", description = "What other devices call this one.")
  private Optional<String> name;

  @Option(names = "--port", paramLabel = "UDP", description = "UDP port; 0 for any.")
  private Optional<Integer> port;

  @Option(names = "--relay", paramLabel = "URL", description = "A relay to use; may be repeated.")
  private List<String> relays = List.of();

  @Option(names = "--relay-token", paramLabel = "T", description = "What the relays ask for.")
  private Optional<String> token;

  @Option(
      names = "--relay-cert",
      paramLabel = "PEM",
      description = "A certificate to trust for these relays alone.")
  private Optional<Path> certificate;

  @Option(names = "--no-relay", description = "Uses no relay.")
  private boolean noRelay;

  @Option(
      names = "--default-relays",
      description = "Uses the relays that this build names, if any, and no others.")
  private boolean defaultRelays;

  @Option(
      names = "--no-mdns",
      negatable = true,
      description = "--no-mdns: neither announces nor looks for devices on the local network.")
  private Optional<Boolean> mdns;

  @Option(
      names = "--no-direct",
      negatable = true,
      description = "--no-direct: opens no IP transport for devices, relays only.")
  private Optional<Boolean> direct;

  @Option(
      names = "--metered",
      negatable = true,
      description = "--metered: this link is paid by volume; spends nothing on guessing ports.")
  private Optional<Boolean> metered;

  @Option(
      names = "--no-lookup",
      negatable = true,
      description = "--no-lookup: asks no service outside the local network for addresses.")
  private Optional<Boolean> lookup;

  @Option(
      names = "--lookup-dns",
      paramLabel = "DOMAIN",
      description = "Asks DNS for _iroh.<id>.DOMAIN as well; may be repeated; '-' for none.")
  private List<String> dns = List.of();

  @Option(
      names = "--publish-direct",
      negatable = true,
      description = "Publishes this device's IP addresses as well, not only its relays.")
  private Optional<Boolean> publishDirect;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Limits everything to this interface (lo: this machine); may be repeated.")
  private List<String> interfaces = List.of();

  boolean any() {
    return name.isPresent()
        || port.isPresent()
        || !relays.isEmpty()
        || token.isPresent()
        || certificate.isPresent()
        || noRelay
        || defaultRelays
        || mdns.isPresent()
        || direct.isPresent()
        || metered.isPresent()
        || lookup.isPresent()
        || !dns.isEmpty()
        || publishDirect.isPresent()
        || !interfaces.isEmpty();
  }

  /**
   * Reads and checks what needs no knowledge of the stored settings.
   *
   * @throws CliException naming what is wrong and what would be right
   */
  Change check() throws CliException {
    if (noRelay && (!relays.isEmpty() || token.isPresent() || certificate.isPresent())) {
      throw CliException.usage("--no-relay cannot be used together with a relay");
    }
    if (defaultRelays && (noRelay || !relays.isEmpty())) {
      throw CliException.usage("--default-relays cannot be used with --relay or --no-relay");
    }
    if (relays.isEmpty() && (token.isPresent() || certificate.isPresent())) {
      throw CliException.usage("--relay-token and --relay-cert need a --relay URL");
    }
    if (port.isPresent() && (port.get() < 0 || port.get() > 65535)) {
      throw CliException.usage("--port " + port.get() + " is not between 0 and 65535");
    }
    Optional<String> plainName = name.map(String::strip);
    if (plainName.isPresent() && !plainName.get().matches("[^\\p{Cntrl}]{1,64}")) {
      throw CliException.usage("--name needs 1 to 64 characters and no line breaks");
    }
    checkInterfaces();
    checkDomains();
    Optional<RelayMode> mode = relayMode();
    return settings -> changed(settings, plainName, mode);
  }

  /** What the options do to stored settings. */
  @FunctionalInterface
  interface Change {
    Change NONE = stored -> stored;

    Settings of(Settings stored);
  }

  private Settings changed(Settings stored, Optional<String> plainName, Optional<RelayMode> mode) {
    Settings next = stored;
    next = plainName.isPresent() ? next.withName(plainName.get()) : next;
    next = port.isPresent() ? next.withPort(port.get()) : next;
    next = mode.isPresent() ? next.withRelays(mode.get()) : next;
    next = interfaces.isEmpty() ? next : next.withInterfaces(interfaces);
    return next.withReach(reach(stored.reach()));
  }

  /** {@code --no-x} makes the option true, {@code --x} false. */
  private Settings.Reach reach(Settings.Reach stored) {
    return new Settings.Reach(
        direct(stored.direct()),
        mdns.map(o -> o ? MdnsMode.OFF : MdnsMode.ON).orElse(stored.mdns()),
        lookup
            .map(o -> o ? Settings.LookupMode.OFF : Settings.LookupMode.ON)
            .orElse(stored.lookup()),
        publishDirect
            .map(o -> o ? Published.RELAYS_AND_ADDRESSES : Published.RELAYS)
            .orElse(stored.published()),
        dns.isEmpty()
            ? stored.dnsOrigins()
            : dns.stream().filter(domain -> !domain.equals("-")).toList());
  }

  private void checkDomains() throws CliException {
    for (String domain : dns) {
      boolean good =
          domain.length() <= 180
              && domain.matches("([A-Za-z0-9-]{1,63}\\.)*[A-Za-z0-9-]{1,63}\\.?");
      if (!good) {
        throw CliException.usage(
            "'" + domain + "' is no domain name; write it like addresses.example.org");
      }
    }
    if (dns.size() > 4) {
      throw CliException.usage("--lookup-dns may be given four times at most");
    }
  }

  private DirectMode direct(DirectMode stored) {
    boolean off = direct.orElse(stored == DirectMode.OFF);
    boolean sparing = metered.orElse(stored == DirectMode.SPARING);
    return off ? DirectMode.OFF : sparing ? DirectMode.SPARING : DirectMode.ON;
  }

  private Optional<RelayMode> relayMode() throws CliException {
    if (noRelay) {
      return Optional.of(new RelayMode.Disabled());
    }
    if (defaultRelays) {
      return Optional.of(new RelayMode.Default(List.of()));
    }
    if (relays.isEmpty()) {
      return Optional.empty();
    }
    String pem = certificate.isPresent() ? pem(certificate.get()) : "";
    var list = new ArrayList<RelayMode.Relay>();
    for (String text : relays) {
      RelayUrl url =
          RelayUrl.parse(text)
              .orElseThrow(
                  () ->
                      CliException.usage(
                          "'" + text + "' is not a relay; write it like https://relay.example"));
      list.add(new RelayMode.Relay(url, token.orElse(""), pem));
    }
    return Optional.of(new RelayMode.Custom(list));
  }

  private static String pem(Path file) throws CliException {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= 1 << 20) {
        String text = Files.readString(file);
        if (text.contains("-----BEGIN CERTIFICATE-----")) {
          return text;
        }
      }
    } catch (IOException unreadable) {
      throw new CliException(Exit.USAGE, file + " cannot be read", unreadable);
    }
    throw CliException.usage("--relay-cert needs a PEM file with a certificate, not " + file);
  }

  private void checkInterfaces() throws CliException {
    try {
      for (String each : interfaces) {
        if (NetworkInterface.getByName(each) == null) {
          String there =
              NetworkInterface.networkInterfaces()
                  .map(NetworkInterface::getName)
                  .sorted()
                  .collect(Collectors.joining(", "));
          throw CliException.usage(
              "there is no network interface '" + each + "' here; there are: " + there);
        }
      }
    } catch (SocketException e) {
      throw new CliException(Exit.FAILED, "the network interfaces cannot be listed", e);
    }
  }
}
