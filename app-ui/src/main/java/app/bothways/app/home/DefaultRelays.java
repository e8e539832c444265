package app.bothways.app.home;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relays of the default list: those of {@code default-relays.json} in the home, else of the
 * file that the system property {@value #PROPERTY} names, else those that this build was made with.
 * Each names who runs it and on what terms; one that does not is refused, with the whole list.
 */
public final class DefaultRelays {
  public static final String PROPERTY = "bothways.default.relays";

  private static final String BUILT_IN = "default-relays.json";
  private static final long MAX_BYTES = 64 << 10;
  private static final int MAX_RELAYS = 16;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger LOG = LoggerFactory.getLogger(DefaultRelays.class);

  /**
   * One relay.
   *
   * @param operator who runs it, as a person would say it
   * @param terms where the terms stand that its users accept
   */
  public record Operated(Relay relay, String operator, String terms) {}

  private final List<Operated> all;

  private DefaultRelays(List<Operated> all) {
    this.all = List.copyOf(all);
  }

  public List<Operated> all() {
    return all;
  }

  public List<Relay> relays() {
    return all.stream().map(Operated::relay).toList();
  }

  /**
   * @throws Refusal when a file is there that is none; no other list is taken in its place
   */
  public static DefaultRelays of(Home home) throws Refusal {
    return of(home, Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of));
  }

  static DefaultRelays of(Home home, Optional<Path> named) throws Refusal {
    DefaultRelays found =
        Files.exists(home.defaultRelays())
            ? ofFile(home.defaultRelays())
            : named.isPresent() ? ofFile(named.get()) : builtIn();
    found.all.forEach(
        one -> LOG.info("{} is run by {}: {}", one.relay.url(), one.operator, one.terms));
    return found;
  }

  private static DefaultRelays ofFile(Path file) throws Refusal {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException("larger than " + MAX_BYTES + " bytes");
      }
      return parse(Files.readString(file));
    } catch (JsonProcessingException | IllegalArgumentException wrong) {
      String what = wrong.getMessage().lines().findFirst().orElse("");
      throw new Refusal(
          Mistake.SETTINGS_DAMAGED,
          file + " is no list of relays (" + what + "); correct it or take it away",
          wrong);
    } catch (IOException e) {
      throw new Refusal(Mistake.HOME_NOT_USABLE, file + " cannot be read: " + Home.describe(e), e);
    }
  }

  private static DefaultRelays builtIn() {
    try (InputStream in = DefaultRelays.class.getResourceAsStream(BUILT_IN)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new IllegalStateException("this build's list of relays cannot be read", broken);
    }
  }

  static DefaultRelays parse(String text) throws JsonProcessingException {
    JsonNode list = JSON.readTree(text).path("relays");
    if (!list.isArray() || list.size() > MAX_RELAYS) {
      throw new IllegalArgumentException("\"relays\" has to be a list of 16 at most");
    }
    var all = new ArrayList<Operated>();
    for (JsonNode one : list) {
      String url = one.path("url").asText("");
      RelayUrl parsed =
          RelayUrl.parse(url)
              .orElseThrow(() -> new IllegalArgumentException("'" + url + "' is no relay URL"));
      all.add(
          new Operated(
              new Relay(parsed, one.path("token").asText(""), ""),
              needed(one, "operator", url),
              needed(one, "terms", url)));
    }
    return new DefaultRelays(all);
  }

  private static String needed(JsonNode one, String key, String url) {
    String text = one.path(key).asText("").strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(url + " has no \"" + key + "\"");
    }
    return text;
  }
}
