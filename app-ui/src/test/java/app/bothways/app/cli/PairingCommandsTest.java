package app.bothways.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.FakeApp;
import app.bothways.pairing.DeviceInfo;
import app.bothways.pairing.PairingEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PairingCommandsTest extends Terminal {
  private static final String OTHER = FakeApp.OTHER.toString();

  private Consumer<PairingEvent> pairing() throws Exception {
    return app.pairings.poll(10, TimeUnit.SECONDS);
  }

  private static PairingEvent.Confirm confirm() {
    return new PairingEvent.Confirm(
        FakeApp.OTHER, new DeviceInfo("Ana's laptop", "Linux"), "123456", PairingEvent.Way.LAN);
  }

  private PairingEvent.Paired paired() {
    return new PairingEvent.Paired(app.devices().getFirst().device());
  }

  @Test
  void joiningPrintsItsEventsAsLines() throws Exception {
    String link = SampleLink.link();
    var running = start("", "join", link, "--json", "--yes");
    Consumer<PairingEvent> events = pairing();
    events.accept(
        new PairingEvent.Race(
            PairingEvent.Way.LAN,
            Duration.ofMillis(87),
            List.of(PairingEvent.Way.LAN, PairingEvent.Way.RELAY)));
    events.accept(confirm());
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("join " + link);
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("confirm");
    events.accept(new PairingEvent.WaitingForOther());
    events.accept(paired());
    Outcome outcome = running.get(10, TimeUnit.SECONDS);
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            "{\"event\":\"race\",\"winner\":\"lan\",\"ms\":87,\"tried\":[\"lan\",\"relay\"]}\n"
                + "{\"event\":\"confirm\",\"device\":{\"name\":\"Ana's laptop\",\"system\":\"Linux\","
                + "\"nodeId\":\""
                + OTHER
                + "\"},\"digits\":\"123456\",\"path\":\"lan\"}\n"
                + "{\"event\":\"paired\",\"device\":{\"name\":\"Ana's laptop\",\"nodeId\":\""
                + OTHER
                + "\"}}\n");
  }

  @Test
  void aPersonWhoSaysYesConfirmsAndOneWhoSaysNothingRejects() throws Exception {
    var yes = start("y\n", "pair");
    Consumer<PairingEvent> first = pairing();
    first.accept(confirm());
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("offer");
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("confirm");
    first.accept(paired());
    Outcome outcome = yes.get(10, TimeUnit.SECONDS);
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("123 456").contains("Paired with Ana's laptop.");
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("cancel");

    var no = start("", "pair");
    Consumer<PairingEvent> second = pairing();
    second.accept(confirm());
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("offer");
    assertThat(app.calls.poll(10, TimeUnit.SECONDS)).isEqualTo("reject");
    second.accept(new PairingEvent.Failed(PairingEvent.Reason.REJECTED, "no"));
    assertThat(no.get(10, TimeUnit.SECONDS).exit()).isEqualTo(1);
  }

  @Test
  void theSentenceOfEveryFailureIsTheLineThatIsPrinted() throws Exception {
    var lines = new java.util.HashSet<String>();
    for (PairingEvent.Reason reason : PairingEvent.Reason.values()) {
      var running = start("", "pair", "--json");
      pairing().accept(new PairingEvent.Failed(reason, "It ended by " + reason + "."));
      Outcome outcome = running.get(10, TimeUnit.SECONDS);
      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err().lines()).hasSize(1);
      assertThat(outcome.err()).contains("It ended by " + reason + ".");
      assertThat(outcome.out())
          .contains("\"reason\":\"" + reason.name().toLowerCase(java.util.Locale.ROOT) + "\"");
      lines.add(outcome.err());
    }
    assertThat(lines).hasSameSizeAs(PairingEvent.Reason.values());
  }
}
