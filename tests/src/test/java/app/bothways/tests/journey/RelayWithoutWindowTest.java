package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Command;
import app.bothways.tests.harness.Household;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server has no screen, and its image no JavaFX. */
class RelayWithoutWindowTest {
  @Test
  void aRelayRunsWithoutJavaFxAndLeavesInOrderWhenTold() throws Exception {
    String all = System.getProperty("java.class.path");
    String without =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> !entry.contains("javafx") && !entry.contains("openjfx"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(without).isNotEqualTo(all);
    try (Household household = Household.open();
        HttpClient http = HttpClient.newHttpClient()) {
      Household.Relay relay = household.relay(Command.withClassPath(without), "127.0.0.1:0");
      var ping = HttpRequest.newBuilder(URI.create(relay.url()).resolve("/ping")).build();
      assertThat(http.send(ping, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      assertThat(relay.process().terminate().toString()).doesNotContain("NoClassDefFound");
    }
  }
}
