package app.bothways.app.home;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LookupMode.Published;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link Settings} as {@code settings.json} in the home.
 *
 * <p>A crash at any moment leaves the old or the new settings, whole. The file may hold a relay's
 * token, so it is for its owner alone. One that cannot be read is reported, never overwritten: it
 * says which networks this device may use. Used by the holder of the {@link HomeLock} only.
 */
public final class SettingsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  public SettingsFile(Home home) {
    this.file = home.settings();
  }

  /** The stored settings, or the defaults where none were ever stored. */
  public Settings read() throws Refusal {
    if (!Files.exists(file)) {
      return Settings.DEFAULT;
    }
    try {
      return decode(JSON.readTree(Files.readString(file)));
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      throw new Refusal(
          Mistake.SETTINGS_DAMAGED,
          file
              + " is damaged ("
              + firstLine(damaged)
              + "); correct it, or move it away to start with"
              + " default settings",
          damaged);
    } catch (IOException e) {
      throw new Refusal(Mistake.HOME_NOT_USABLE, file + " cannot be read: " + Home.describe(e), e);
    }
  }

  public void write(Settings settings) throws Refusal {
    try {
      byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(encode(settings));
      AtomicFile.write(file, json);
    } catch (IOException e) {
      throw new Refusal(
          Mistake.SETTINGS_NOT_KEPT,
          "settings cannot be kept in " + file + ": " + Home.describe(e),
          e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  static ObjectNode encode(Settings settings) {
    ObjectNode json = JSON.createObjectNode();
    settings.name().ifPresent(name -> json.put("name", name));
    json.put("port", settings.port());
    json.put("direct", settings.reach().direct() != DirectMode.OFF);
    json.put("metered", settings.reach().direct() == DirectMode.SPARING);
    json.put("mdns", settings.reach().mdns() == MdnsMode.ON);
    json.put("lookup", settings.reach().lookup() == Settings.LookupMode.ON);
    json.put("publishAddresses", settings.reach().published() == Published.RELAYS_AND_ADDRESSES);
    var origins = json.putArray("lookupDns");
    settings.reach().dnsOrigins().forEach(origins::add);
    var interfaces = json.putArray("interfaces");
    settings.interfaces().forEach(interfaces::add);
    json.put("relayMode", word(settings.relays()));
    var relays = json.putArray("relays");
    if (settings.relays() instanceof RelayMode.Custom custom) {
      for (RelayMode.Relay relay : custom.relays()) {
        relays
            .addObject()
            .put("url", relay.url().toString())
            .put("token", relay.token())
            .put("certificate", relay.certificate());
      }
    }
    return json;
  }

  static Settings decode(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    var reach =
        new Settings.Reach(
            direct(json),
            json.path("mdns").asBoolean(true) ? MdnsMode.ON : MdnsMode.OFF,
            json.path("lookup").asBoolean(true) ? Settings.LookupMode.ON : Settings.LookupMode.OFF,
            json.path("publishAddresses").asBoolean(false)
                ? Published.RELAYS_AND_ADDRESSES
                : Published.RELAYS,
            texts(json.path("lookupDns")));
    List<String> interfaces = texts(json.path("interfaces"));
    Optional<String> name =
        Optional.of(json.path("name").asText("")).filter(text -> !text.isBlank());
    return new Settings(name, json.path("port").asInt(0), relays(json), reach, interfaces);
  }

  private static DirectMode direct(JsonNode json) {
    DirectMode on = json.path("metered").asBoolean(false) ? DirectMode.SPARING : DirectMode.ON;
    return json.path("direct").asBoolean(true) ? on : DirectMode.OFF;
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static RelayMode relays(JsonNode json) {
    List<RelayMode.Relay> relays = new ArrayList<>();
    for (JsonNode relay : json.path("relays")) {
      String text = relay.path("url").asText("");
      RelayUrl url =
          RelayUrl.parse(text)
              .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no relay URL"));
      relays.add(
          new RelayMode.Relay(
              url, relay.path("token").asText(""), relay.path("certificate").asText("")));
    }
    return mode(json.path("relayMode").asText(""), relays);
  }

  private static String word(RelayMode mode) {
    return switch (mode) {
      case RelayMode.Default _ -> "default";
      case RelayMode.Custom _ -> "custom";
      case RelayMode.Disabled _ -> "disabled";
    };
  }

  /** Before there was a default list, a file without relays meant none. */
  private static RelayMode mode(String word, List<RelayMode.Relay> relays) {
    return switch (word) {
      case "default" -> new RelayMode.Default(List.of());
      case "disabled" -> new RelayMode.Disabled();
      case "custom" -> new RelayMode.Custom(relays);
      case "" -> relays.isEmpty() ? new RelayMode.Disabled() : new RelayMode.Custom(relays);
      default ->
          throw new IllegalArgumentException(
              "relayMode is '" + word + "' and not default, custom or disabled");
    };
  }
}
