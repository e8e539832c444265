package app.bothways.net.relay.server.config;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.server.RelayAccess;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The key {@code access}: the text "everyone", or a table with exactly one rule. */
final class AccessSection {
  /** Overrides {@code access.shared_token}; keeps a secret out of the file. */
  static final String TOKEN_VARIABLE = "IROH_RELAY_ACCESS_TOKEN";

  /** Overrides {@code access.http.bearer_token}. */
  static final String BEARER_VARIABLE = "IROH_RELAY_HTTP_BEARER_TOKEN";

  private static final String KEY = "access";
  private static final List<String> RULES =
      List.of("allowlist", "denylist", "shared_token", "http");

  private AccessSection() {}

  static RelayAccess read(Section root, Map<String, String> environment) throws RelayFileException {
    Optional<Object> value = root.value(KEY);
    if (value.isEmpty() || value.get().equals("everyone")) {
      return new RelayAccess.Everyone();
    }
    if (value.get() instanceof String) {
      throw root.fault(
          KEY, "takes \"everyone\" or one of access." + String.join(", access.", RULES));
    }
    Section section = root.section(KEY).orElseThrow();
    RelayAccess access = rule(section, environment);
    section.refuseUnknown();
    if (RULES.stream().filter(section.keys()::contains).count() != 1) {
      throw root.fault(KEY, "takes exactly one of " + String.join(", ", RULES));
    }
    return access;
  }

  private static RelayAccess rule(Section section, Map<String, String> environment)
      throws RelayFileException {
    Optional<List<String>> allowed = section.strings("allowlist");
    Optional<List<String>> denied = section.strings("denylist");
    Optional<List<String>> tokens = section.strings("shared_token");
    Optional<Section> http = section.section("http");
    if (allowed.isPresent()) {
      return new RelayAccess.Allowlist(ids(section, "allowlist", allowed.get()));
    }
    if (denied.isPresent()) {
      return new RelayAccess.Denylist(ids(section, "denylist", denied.get()));
    }
    if (tokens.isPresent()) {
      return sharedToken(section, tokens.get(), environment);
    }
    return http.isPresent() ? callback(http.get(), environment) : new RelayAccess.Everyone();
  }

  private static RelayAccess sharedToken(
      Section section, List<String> written, Map<String, String> environment)
      throws RelayFileException {
    List<String> tokens =
        Optional.ofNullable(environment.get(TOKEN_VARIABLE)).map(List::of).orElse(written);
    if (tokens.isEmpty() || tokens.stream().anyMatch(String::isBlank)) {
      throw section.fault("shared_token", "must not be empty: everyone knows the empty token");
    }
    return new RelayAccess.SharedToken(tokens);
  }

  private static RelayAccess callback(Section http, Map<String, String> environment)
      throws RelayFileException {
    String url = http.string("url").orElse("");
    Optional<String> bearer = Optional.ofNullable(environment.get(BEARER_VARIABLE));
    Optional<String> written = http.string("bearer_token");
    Duration again =
        http.number("recheck_seconds", 1, 86_400)
            .map(Duration::ofSeconds)
            .orElse(RelayAccess.HttpCallback.AGAIN);
    try {
      return new RelayAccess.HttpCallback(URI.create(url), bearer.or(() -> written), again);
    } catch (IllegalArgumentException wrong) {
      throw http.fault("url", "takes an http or https URL");
    }
  }

  /** Ids in z-base-32 as we write them, or in hexadecimal as iroh does. */
  private static Set<NodeId> ids(Section section, String key, List<String> texts)
      throws RelayFileException {
    var ids = new HashSet<NodeId>();
    for (String text : texts) {
      ids.add(
          NodeId.parse(text)
              .or(() -> hex(text))
              .orElseThrow(() -> section.fault(key, "has '" + shown(text) + "', no device id")));
    }
    return ids;
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private static Optional<NodeId> hex(String text) {
    if (text.length() != 2 * NodeId.LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(NodeId.of(HexFormat.of().parseHex(text)));
    } catch (IllegalArgumentException noHex) {
      return Optional.empty();
    }
  }
}
