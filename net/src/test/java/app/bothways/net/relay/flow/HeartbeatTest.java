package app.bothways.net.relay.flow;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.relay.flow.Heartbeat.Asks;
import app.bothways.net.relay.flow.Heartbeat.Rhythm;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final EventLoopGroup group = EventLoops.create(1, "heartbeat-test");
  private final EventLoop loop = group.next();
  private final BlockingQueue<Long> pings = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> deaths = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private Heartbeat start(Rhythm rhythm) throws Exception {
    var pulse =
        new Heartbeat.Pulse() {
          @Override
          public void sendPing(long payload) {
            pings.add(payload);
          }

          @Override
          public void dead() {
            deaths.add(true);
          }
        };
    var heartbeat = new Heartbeat(loop, rhythm, pulse);
    loop.submit(heartbeat::start).get();
    return heartbeat;
  }

  private static Rhythm rhythm(Asks asks) {
    return new Rhythm(Duration.ofMillis(400), Duration.ZERO, Duration.ofMillis(100), asks);
  }

  private void traffic(Heartbeat heartbeat) {
    loop.scheduleAtFixedRate(heartbeat::received, 0, 10, TimeUnit.MILLISECONDS);
  }

  @Test
  void theLatencyIsMeasuredAgainAndAgainWhileDataFlows() throws Exception {
    Heartbeat heartbeat = start(rhythm(Asks.STEADILY));
    traffic(heartbeat);
    for (int i = 0; i < 3; i++) {
      Long payload = pings.poll(10, TimeUnit.SECONDS);
      assertThat(payload).isNotNull();
      assertThat(loop.submit(() -> heartbeat.pong(payload)).get()).isPresent();
    }
    assertThat(deaths).isEmpty();
  }

  @Test
  void silenceEndsIt() throws Exception {
    start(rhythm(Asks.STEADILY));
    assertThat(pings.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(deaths.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(pings).isEmpty();
  }

  @Test
  void askingAgainAndAgainDoesNotPutOffTheVerdict() throws Exception {
    Heartbeat heartbeat =
        start(new Rhythm(Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(700)));
    loop.scheduleAtFixedRate(heartbeat::pingSharply, 0, 100, TimeUnit.MILLISECONDS);
    assertThat(deaths.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(pings).hasSize(1);
  }

  @Test
  void whoAsksOnlyWhenItIsSilentAsksOnceItIs() throws Exception {
    Heartbeat heartbeat = start(rhythm(Asks.WHEN_SILENT));
    loop.submit(heartbeat::received).get();
    assertThat(pings.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(deaths.poll(10, TimeUnit.SECONDS)).isNotNull();
  }
}
