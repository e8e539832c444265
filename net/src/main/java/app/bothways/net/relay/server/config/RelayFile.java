package app.bothways.net.relay.server.config;

import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayLimits;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.relay.server.RelayServices.Forwarding;
import app.bothways.net.relay.server.RelayTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * The configuration file of a relay: TOML 1.0 with the keys of iroh-relay, so that a file made for
 * that works here, and keys of our own for what that does not have. Pure but for reading files.
 */
public final class RelayFile {
  /** A list of ten thousand devices is well below it. */
  static final int MAX_BYTES = 1 << 20;

  private static final Listen HTTP = new Listen("::", 80);

  /** Figures are not for the world: iroh-relay's own default is all interfaces. */
  private static final Listen METRICS = new Listen("127.0.0.1", 9090);

  private static final Listen STUN = new Listen("::", 3478);
  private static final int MOST_RECORDS = 1 << 20;

  private RelayFile() {}

  /**
   * Reads the file. Secrets may come from the environment instead, see {@code docs/run-a-relay.md}.
   *
   * @throws RelayFileException when it cannot be read or anything in it is wrong
   */
  public static RelayServerConfig read(Path file) throws RelayFileException {
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return parse(file.toString(), text(file), directory, System.getenv());
  }

  private static String text(Path file) throws RelayFileException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new RelayFileException(file + " is longer than a configuration file can be");
      }
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException missing) {
      throw new RelayFileException("there is no file " + file);
    } catch (CharacterCodingException foreign) {
      throw new RelayFileException(file + " is not UTF-8 text");
    } catch (IOException unreadable) {
      throw new RelayFileException("cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  static RelayServerConfig parse(
      String name, String text, Path directory, Map<String, String> environment)
      throws RelayFileException {
    Section root = Section.root(name, toml(name, text));
    RelayAccess access = AccessSection.read(root, environment);
    RelayLimits limits = LimitsSection.read(root);
    Optional<Listen> http = root.listen("http_bind_addr");
    Optional<Section> tls = root.section("tls").filter(section -> !section.isEmpty());
    // We keep no cache of keys; files made for iroh-relay may size theirs.
    root.number("key_cache_capacity", 0, Long.MAX_VALUE);
    RelayServices services = services(root);
    RelayServerConfig config;
    if (tls.isPresent()) {
      TlsSection secured = TlsSection.read(tls.get(), directory);
      config =
          new RelayServerConfig(
              secured.main(),
              access,
              secured.tls(),
              limits,
              services.withPlainHttp(Optional.of(http.orElse(HTTP))),
              Optional.empty());
    } else {
      config =
          new RelayServerConfig(
              http.orElse(HTTP), access, new RelayTls.Plain(), limits, services, Optional.empty());
    }
    root.refuseUnknown();
    return config;
  }

  private static RelayServices services(Section root) throws RelayFileException {
    if (root.bool("enable_quic_addr_discovery").orElse(false)) {
      throw root.fault(
          "enable_quic_addr_discovery", "is not offered here; enable_stun = true serves instead");
    }
    Optional<Listen> stun = root.listen("stun_bind_addr");
    Optional<Listen> metrics = root.listen("metrics_bind_addr");
    boolean stunOn = root.bool("enable_stun").orElse(true);
    boolean metricsOn = root.bool("enable_metrics").orElse(true);
    boolean pkarrOn = root.bool("enable_pkarr").orElse(true);
    int records =
        root.number("pkarr_max_records", 1, MOST_RECORDS)
            .map(Long::intValue)
            .orElse(RelayServices.PKARR_RECORDS);
    return new RelayServices(
        root.bool("enable_relay").orElse(true) ? Forwarding.ON : Forwarding.OFF,
        Optional.empty(),
        stunOn ? Optional.of(stun.orElse(STUN)) : Optional.empty(),
        metricsOn ? Optional.of(metrics.orElse(METRICS)) : Optional.empty(),
        pkarrOn ? records : 0);
  }

  private static TomlParseResult toml(String name, String text) throws RelayFileException {
    TomlParseResult result;
    try {
      result = Toml.parse(text);
    } catch (StackOverflowError deep) {
      // The parser descends into brackets; nothing of its state outlives this call.
      throw new RelayFileException(name + ": brackets are nested too deeply");
    } catch (RuntimeException | AssertionError confused) {
      // The parser asserts what a half-written escape sequence breaks.
      throw new RelayFileException(name + " is not TOML: " + oneLine(confused.toString()));
    }
    if (result.hasErrors()) {
      TomlParseError first = result.errors().getFirst();
      throw new RelayFileException(
          name
              + " line "
              + first.position().line()
              + ": "
              + key(text, first.position().line())
              + oneLine(first.getMessage()));
    }
    return result;
  }

  /** The key of a line, not its value, which may be a secret. */
  private static String key(String text, int line) {
    String written = text.lines().skip(line - 1L).findFirst().orElse("");
    int equals = written.indexOf('=');
    return equals < 0 ? "" : "'" + oneLine(written.substring(0, equals)) + "': ";
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
