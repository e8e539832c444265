package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Attempts that get no word from the relay. */
@Execution(ExecutionMode.CONCURRENT)
class DiallingTest {
  private final NodeKey alice = NodeKey.generate();
  private final Lab lab = new Lab();

  @AfterEach
  void closeLab() {
    lab.close();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static Relay at(ServerSocket socket) {
    return Relay.of(new RelayUrl("http", "127.0.0.1", socket.getLocalPort()));
  }

  @Test
  void aConnectionThatIsAcceptedAndNeverAnsweredDoesNotKeepTheClientFromTheRelay()
      throws Exception {
    var dying = listening();
    var recorder = new Recorder();
    lab.client(at(dying), alice, recorder);
    try (Socket unanswered = dying.accept()) {
      dying.close();
      lab.server(RelayServerConfig.plain("127.0.0.1", dying.getLocalPort()));
      var before = new ArrayList<RelayView>();
      RelayView view = Recorder.next(recorder.views);
      while (view.state() != State.CONNECTED) {
        before.add(view);
        view = Recorder.next(recorder.views);
      }
      assertThat(before)
          .as("connected by another attempt, before the first one was given up")
          .extracting(RelayView::state)
          .containsOnly(State.CONNECTING);
      assertThat(endOf(unanswered)).as("the attempt that lost is ended").isEqualTo(-1);
    }
  }

  /** A relay that dies and takes the client's first new attempt with it. */
  @Test
  void aRelayThatWasLostIsFoundAlthoughTheFirstNewAttemptIsNeverAnswered() throws Exception {
    RelayServer relay = lab.server();
    try (var front = listening()) {
      var recorder = new Recorder();
      lab.client(at(front), alice, recorder);
      Socket first = front.accept();
      var toRelay = join(first, relay);
      recorder.await(view -> view.latency().isPresent());
      first.close();
      toRelay.close();
      recorder.await(State.CONNECTING);
      try (Socket unanswered = front.accept();
          Socket second = front.accept();
          Socket _ = join(second, relay)) {
        assertThat(recorder.await(view -> view.state() != State.CONNECTING).state())
            .isEqualTo(State.CONNECTED);
        assertThat(endOf(unanswered)).isEqualTo(-1);
      }
    }
  }

  /** Carries bytes both ways until either side ends. */
  private static Socket join(Socket client, RelayServer relay) throws IOException {
    var server = new Socket();
    server.connect(new InetSocketAddress("127.0.0.1", relay.address().getPort()));
    Thread.ofVirtual().start(() -> carry(client, server));
    Thread.ofVirtual().start(() -> carry(server, client));
    return server;
  }

  private static void carry(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException over) {
      // The test cuts it.
    }
  }

  private static int endOf(Socket socket) throws IOException {
    socket.setSoTimeout(15_000);
    var in = socket.getInputStream();
    int next = in.read();
    while (next >= 0) {
      next = in.read();
    }
    return next;
  }

  @Test
  void silenceIsAnsweredByFurtherAttemptsAndGivingUpEndsThemAll() throws Exception {
    var silent = listening();
    var ended = new AtomicInteger();
    var outcome = new Count(ended);
    EventLoop loop = lab.group().next();
    var dialling = new Dialling(at(silent), alice, loop, Duration.ofMillis(20), outcome);
    loop.execute(dialling::start);
    List<Socket> attempts = List.of(silent.accept(), silent.accept(), silent.accept());
    loop.submit(dialling::cancel).sync();
    silent.close();
    for (Socket attempt : attempts) {
      assertThat(endOf(attempt)).isEqualTo(-1);
      attempt.close();
    }
    assertThat(ended).as("who gives up is told nothing").hasValue(0);
  }

  private record Count(AtomicInteger ended) implements DialAttempt.Outcome {
    @Override
    public void up(Channel channel, GreetingHandler greeting) {
      ended.incrementAndGet();
    }

    @Override
    public void down(RelayFailure failure) {
      ended.incrementAndGet();
    }
  }
}
