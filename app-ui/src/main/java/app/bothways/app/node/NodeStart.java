package app.bothways.app.node;

import app.bothways.app.AppVersion;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.home.DefaultRelays;
import app.bothways.app.home.Home;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.RelayMode;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.link.Links;
import app.bothways.pairing.Device;
import app.bothways.pairing.DeviceStore;
import app.bothways.pairing.Pairing;
import app.bothways.sync.SyncConfig;
import app.bothways.sync.SyncEngine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a node, part by part; when one fails, those already open are closed again. The caller holds
 * the home's lock.
 */
public final class NodeStart {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);
  private static final String LAST_PORT = "net.lastPort";

  private final Home home;
  private final Settings settings;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private NodeStart(Home home, Settings settings) {
    this.home = home;
    this.settings = settings;
  }

  /**
   * @throws Refusal with a sentence that says which part could not be opened, and why
   */
  public static AppNode open(Home home, Settings settings) throws Refusal {
    return new NodeStart(home, withDefaults(home, settings)).open();
  }

  private static Settings withDefaults(Home home, Settings settings) throws Refusal {
    return switch (settings.relays()) {
      case RelayMode.Default _ ->
          settings.withRelays(new RelayMode.Default(DefaultRelays.of(home).relays()));
      case RelayMode.Custom _, RelayMode.Disabled _ -> settings;
    };
  }

  private AppNode open() throws Refusal {
    try {
      var identity = new Identity(new SettingsFile(home), settings);
      NodeKey key = NodeKey.loadOrCreate(home.key());
      DeviceStore devices = keep(DeviceStore.open(home.directory()));
      Endpoint endpoint = keep(endpoint(key, devices));
      SyncEngine sync =
          keep(
              SyncEngine.open(
                  new SyncConfig(
                      home.directory(),
                      key.id(),
                      id -> devices.device(id).isPresent(),
                      id -> nameOf(id, key, identity, devices))));
      Links links = keep(Links.open(endpoint, SyncEngine.ALPN, sync));
      Pairing pairing = keep(Pairing.open(endpoint, devices, identity::info));
      LOG.info(
          "Bothways {} runs as {} on UDP port {}", AppVersion.CURRENT, key.id(), endpoint.port());
      return new AppNode(new Parts(endpoint, devices, sync, links, pairing), identity);
    } catch (IOException e) {
      opened.forEach(part -> Parts.closeOne("what was opened", part));
      throw new Refusal(Mistake.NOT_STARTED, sentence(e), e);
    } catch (RuntimeException e) {
      opened.forEach(part -> Parts.closeOne("what was opened", part));
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  private static String nameOf(NodeId id, NodeKey key, Identity identity, DeviceStore devices) {
    return id.equals(key.id())
        ? identity.name()
        : devices.device(id).map(Device::name).orElseGet(id::shortText);
  }

  /**
   * A node that may take any port takes the one it had: what other devices and routers remember of
   * it then stays true across a restart.
   */
  private Endpoint endpoint(NodeKey key, DeviceStore devices) throws IOException {
    int last = settings.port() == 0 ? lastPort(devices) : 0;
    Optional<Endpoint> again = last == 0 ? Optional.empty() : tryPort(key, last);
    Endpoint endpoint =
        again.isPresent() ? again.get() : Endpoint.open(config(key, settings.port()));
    if (endpoint.port() != 0 && endpoint.port() != last) {
      devices.setting(LAST_PORT, Integer.toString(endpoint.port()));
    }
    return endpoint;
  }

  private Optional<Endpoint> tryPort(NodeKey key, int port) throws IOException {
    try {
      return Optional.of(Endpoint.open(config(key, port)));
    } catch (NetException e) {
      if (e.error() == NetError.BIND_FAILED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private EndpointConfig config(NodeKey key, int port) {
    return new EndpointConfig(
        key,
        port,
        settings.relays(),
        settings.reach().direct(),
        settings.reach().mdns(),
        settings.interfaces(),
        settings.reach().lookups());
  }

  private static int lastPort(DeviceStore devices) {
    return devices
        .setting(LAST_PORT)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::parseInt)
        .filter(port -> port <= 65535)
        .orElse(0);
  }

  private static String sentence(IOException e) {
    return "Bothways cannot start: " + Optional.ofNullable(e.getMessage()).orElse(e.toString());
  }
}
