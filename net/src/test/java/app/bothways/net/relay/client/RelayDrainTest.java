package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.protocol.RelayFrame.Restarting;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayDrainTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final NodeKey alice = NodeKey.generate();
  private final Lab lab = new Lab();

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void ourClientsLeaveADrainingRelayAndComeBackWithoutCallingItFaulty() throws Exception {
    RelayServer first = lab.server();
    int port = first.address().getPort();
    var recorder = new Recorder();
    lab.client(Relay.of(first.url()), alice, recorder);
    recorder.await(State.CONNECTED);
    first.drain(SOON, MINUTE, Duration.ofSeconds(10));
    assertThat(first.stats().clients()).as("gone before the relay ends").isZero();
    first.close();
    assertThat(recorder.await(State.CONNECTING).detail()).contains("restarts");
    // It stays away for longer than it has said, and is tried meanwhile.
    Thread.sleep(1200);
    lab.server(RelayServerConfig.plain("127.0.0.1", port));
    var meanwhile = new ArrayList<RelayView>();
    RelayView view = Recorder.next(recorder.views);
    while (view.state() != State.CONNECTED) {
      meanwhile.add(view);
      view = Recorder.next(recorder.views);
    }
    assertThat(meanwhile).allMatch(shown -> shown.state() == State.CONNECTING);
  }

  @Test
  void aForeignClientIsToldTheTimesAndKeptForTheTimeOfPatience() throws Exception {
    RelayServer server = lab.server();
    try (var foreign = RawClient.join(server, alice)) {
      server.drain(SOON, MINUTE, Duration.ofMillis(200));
      assertThat(foreign.nextButPing())
          .isEqualTo(new Restarting(SOON.toMillis(), MINUTE.toMillis()));
      assertThat(server.stats().clients()).isOne();
      server.close();
      foreign.awaitClosed();
    }
  }

  @Test
  void nobodyNewIsLetInWhileTheRelayDrains() throws Exception {
    RelayServer server = lab.server();
    int port = server.address().getPort();
    server.drain(SOON, MINUTE, Duration.ZERO);
    Assertions.assertThatThrownBy(() -> new Socket("127.0.0.1", port))
        .isInstanceOf(ConnectException.class);
  }
}
