package app.bothways.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.Refusal;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultRelaysTest {
  private static final String ONE =
      """
      {"relays": [{"url": "https://relay.example", "operator": "Example e.V.",
        "terms": "https://example.org/terms", "token": "t"}]}
      """;
  private static final String OTHER = ONE.replace("relay.example", "other.example");

  @TempDir private Path directory;

  private Home home() {
    return new Home(directory);
  }

  private static RelayUrl url(String text) {
    return RelayUrl.parse(text).orElseThrow();
  }

  @Test
  void thisBuildNamesNone() throws Exception {
    assertThat(DefaultRelays.of(home(), Optional.empty()).all()).isEmpty();
  }

  @Test
  void whoeverSetsUpAMachineNamesSomeByAFileAndTheHomeHasTheLastWord() throws Exception {
    Path named = Files.writeString(directory.resolve("list.json"), ONE);
    assertThat(DefaultRelays.of(home(), Optional.of(named)).all())
        .containsExactly(
            new DefaultRelays.Operated(
                new Relay(url("https://relay.example"), "t", ""),
                "Example e.V.",
                "https://example.org/terms"));
    Files.writeString(directory.resolve("default-relays.json"), OTHER);
    assertThat(DefaultRelays.of(home(), Optional.of(named)).relays())
        .extracting(Relay::url)
        .containsExactly(url("https://other.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "nonsense",
        "{\"relays\": [{\"url\": \"https://relay.example\", \"operator\": \"Example\"}]}",
        "{\"relays\": [{\"url\": \"https://relay.example\", \"terms\": \"https://t\"}]}",
        "{\"relays\": [{\"url\": \"relay\", \"operator\": \"E\", \"terms\": \"https://t\"}]}"
      })
  void aListThatDoesNotSayWhoRunsARelayAndOnWhatTermsIsRefused(String text) throws Exception {
    Files.writeString(directory.resolve("default-relays.json"), text);
    assertThatThrownBy(() -> DefaultRelays.of(home(), Optional.empty()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("default-relays.json");
  }

  @Test
  void theThreeModesAreKeptApartInTheSettingsAndWhatTheListHoldsIsNotKept() throws Exception {
    var relay = Relay.of(url("https://mine.example"));
    for (RelayMode mode :
        List.of(
            new RelayMode.Default(List.of()),
            new RelayMode.Disabled(),
            new RelayMode.Custom(List.of(relay)))) {
      new SettingsFile(home()).write(Settings.DEFAULT.withRelays(mode));
      assertThat(new SettingsFile(home()).read().relays()).isEqualTo(mode);
    }
    new SettingsFile(home())
        .write(Settings.DEFAULT.withRelays(new RelayMode.Default(List.of(relay))));
    assertThat(Files.readString(home().settings())).doesNotContain("mine.example");
  }

  @Test
  void settingsFromBeforeThereWasAListMeanWhatTheyMeant() throws Exception {
    Files.writeString(home().settings(), "{\"relays\": []}");
    assertThat(new SettingsFile(home()).read().relays()).isEqualTo(new RelayMode.Disabled());
    Files.writeString(home().settings(), "{\"relays\": [{\"url\": \"https://mine.example\"}]}");
    assertThat(new SettingsFile(home()).read().relays()).isInstanceOf(RelayMode.Custom.class);
    Files.writeString(home().settings(), "{\"relayMode\": \"all\"}");
    assertThatThrownBy(() -> new SettingsFile(home()).read()).hasMessageContaining("relayMode");
  }
}
