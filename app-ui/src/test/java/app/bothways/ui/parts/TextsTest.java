package app.bothways.ui.parts;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
import app.bothways.pairing.PairingEvent;
import app.bothways.sync.Explanation;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderMode;
import app.bothways.ui.settings.ThemeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern ONE = Pattern.compile("Texts\\s*\\.of\\(\\s*\"([^\"]+)\"");
  private static final Pattern BOTH =
      Pattern.compile(
          "Texts\\s*\\.of\\([^\"()]*\\([^()]*\\)\\s*\\?\\s*\"([^\"]+)\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern EACH = Pattern.compile("Texts\\s*\\.each\\(\\s*\"([^\"]+)\"");

  /** The constants behind each prefix that is used with {@link Texts#each}. */
  private static final Map<String, List<? extends Enum<?>>> ENUMS =
      Map.ofEntries(
          Map.entry("link", List.of(LinkState.values())),
          Map.entry("devices.since", List.of(LinkState.values())),
          Map.entry("devices.policy", List.of(PathPolicy.values())),
          Map.entry("pairing.way", List.of(PairingEvent.Way.values())),
          Map.entry("pairing.failed", List.of(PairingEvent.Reason.values())),
          Map.entry("pairing.failed-next", List.of(PairingEvent.Reason.values())),
          Map.entry("network.relay", List.of(RelayView.State.values())),
          Map.entry("network.relay-help", List.of(RelayView.State.values())),
          Map.entry("why", List.of(Why.values())),
          Map.entry("why-help", List.of(Why.values())),
          Map.entry("folder.mode", List.of(FolderMode.values())),
          Map.entry("folder.mode-meaning", List.of(FolderMode.values())),
          Map.entry("folder.difference", List.of(FolderCare.Difference.Kind.values())),
          Map.entry("folder.why", List.of(Explanation.State.values())),
          Map.entry("folder.has", List.of(Explanation.Has.values())),
          Map.entry("settings.theme", List.of(ThemeChoice.values())));

  private static final List<String> SCREENS =
      List.of("nav.folders", "nav.devices", "nav.network", "nav.settings");

  private static Set<String> used() throws IOException {
    Set<String> keys = new TreeSet<>(SCREENS);
    // The reasons are shared with the command line and looked up by WhyText.
    keys.addAll(constants("why"));
    keys.addAll(constants("why-help"));
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/app/bothways/ui"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        ONE.matcher(source).results().forEach(m -> keys.add(m.group(1)));
        BOTH.matcher(source).results().forEach(m -> keys.addAll(List.of(m.group(1), m.group(2))));
        EACH.matcher(source).results().forEach(m -> keys.addAll(constants(m.group(1))));
      }
    }
    return keys;
  }

  private static List<String> constants(String prefix) {
    if (prefix.equals("nav")) {
      return SCREENS;
    }
    assertThat(ENUMS).as("the enum behind the texts of %s", prefix).containsKey(prefix);
    return ENUMS.get(prefix).stream()
        .map(c -> prefix + "." + c.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void everyTextThatIsUsedExistsAndEveryTextThatExistsIsUsed() throws IOException {
    Set<String> there =
        new TreeSet<>(
            ResourceBundle.getBundle("app.bothways.assets.messages", Texts.LOCALE).keySet());
    assertThat(there).isEqualTo(used());
  }

  @Test
  void everyTextIsAPatternThatCanBeFilled() throws IOException {
    Object[] arguments = {1, 1, 1};
    assertThat(used()).allSatisfy(key -> assertThat(Texts.of(key, arguments)).doesNotContain("{"));
  }

  @Test
  void theScreenSpeaksOfDevicesOnly() throws IOException {
    Object[] arguments = {1, 1, 1};
    assertThat(used())
        .allSatisfy(
            key ->
                assertThat(
                        Arrays.asList(
                            Texts.of(key, arguments).toLowerCase(Locale.ROOT).split("\\W")))
                    .doesNotContain("peer", "peers", "node", "nodes", "successfully"));
  }

  @Test
  void numbersOfThingsReadNaturally() {
    assertThat(Texts.of("folders.receiving", 1)).isEqualTo("Receiving 1 file");
    assertThat(Texts.of("folders.receiving", 18204)).isEqualTo("Receiving 18,204 files");
    assertThat(Texts.of("network.some-connected", 0, 3)).isEqualTo("No device is connected.");
    assertThat(Texts.of("network.all-connected", 1)).isEqualTo("Your device is connected.");
    assertThat(Texts.of("devices.lead", "maple", 0))
        .isEqualTo("This device is “maple”. No other device is paired with it.");
  }
}
