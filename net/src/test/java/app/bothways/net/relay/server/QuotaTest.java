package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Http;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.protocol.RelayFrame.DatagramFrom;
import app.bothways.net.relay.protocol.RelayFrame.DatagramTo;
import app.bothways.net.relay.protocol.RelayFrame.Health;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.protocol.RelayFrame.Status;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a key may send in a day or so. */
@Execution(ExecutionMode.CONCURRENT)
class QuotaTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final int PAYLOAD = 5000;

  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private Optional<RelayServer> running = Optional.empty();

  private static RelayServerConfig with(Optional<Quota> quota) {
    return RelayServerConfig.plain("127.0.0.1", 0)
        .withLimits(RelayLimits.standard().withQuota(quota));
  }

  private RelayServer start(Quota quota) throws IOException {
    var server = RelayServer.start(with(Optional.of(quota)));
    running = Optional.of(server);
    return server;
  }

  @AfterEach
  void stop() {
    running.ifPresent(RelayServer::close);
  }

  private static String limits(RelayServer server) throws Exception {
    return new String(Http.get(server.address(), "/limits").body(), StandardCharsets.UTF_8);
  }

  private static DatagramTo datagram(NodeKey to) {
    return new DatagramTo(to.id(), 0, Unpooled.wrappedBuffer(new byte[PAYLOAD]));
  }

  @Test
  void whatWasSentCountsUntilItIsOlderThanThePeriod() {
    var usage = new Usage();
    long begin = 1_000 * HOUR;
    assertThat(usage.add(100, DAY, begin)).isEqualTo(100);
    assertThat(usage.add(50, DAY, begin + 10 * HOUR)).isEqualTo(150);
    assertThat(usage.until(151, DAY, begin + 10 * HOUR)).isZero();
    assertThat(usage.until(150, DAY, begin + 10 * HOUR))
        .as("the first hundred have to age out, to the end of their hour")
        .isEqualTo(Duration.ofHours(15));
    assertThat(usage.until(50, DAY, begin + 10 * HOUR)).isEqualTo(Duration.ofHours(25));
    assertThat(usage.add(0, DAY, begin + 24 * HOUR)).isEqualTo(150);
    assertThat(usage.add(0, DAY, begin + 25 * HOUR)).isEqualTo(50);
    assertThat(usage.until(1, DAY, begin + 1000 * HOUR)).isZero();
    assertThat(usage.add(7, DAY, begin + 1000 * HOUR)).isEqualTo(7);
    assertThat(usage.add(1, DAY.multipliedBy(30), begin + 1000 * HOUR))
        .as("another period begins a count of its own")
        .isEqualTo(1);
  }

  @Test
  void whatASystemClockShowsBelowZeroCountsAlike() {
    var usage = new Usage();
    assertThat(usage.add(5, DAY, -30 * HOUR - 1)).isEqualTo(5);
    assertThat(usage.add(5, DAY, -7 * HOUR)).isEqualTo(10);
    assertThat(usage.add(0, DAY, 0)).isEqualTo(5);
  }

  @Test
  void whoHasUsedUpItsQuotaIsToldAndHeldToATrickleAndLosesNothing() throws Exception {
    RelayServer server = start(new Quota(20_000, DAY, 10_000));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      long begin = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        a.send(datagram(bob));
      }
      assertThat(a.nextButPing()).isEqualTo(new Status(Status.RATE_LIMITED));
      assertThat(a.nextButPing()).isEqualTo(new Status(Status.QUOTA_USED_UP));
      for (int i = 0; i < 12; i++) {
        assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      }
      assertThat(b.pingAndNext(1)).as("others are not slowed").isEqualTo(new Pong(1));
      // 60 kB were read in pieces of at most 64 kB, of which the last is not held back.
      a.send(datagram(bob));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void comingAgainWithTheSameKeyFreesNothingAndARaisedQuotaFreesAtOnce() throws Exception {
    RelayServer server = start(new Quota(1, DAY, 1));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(datagram(bob));
      assertThat(a.nextButPing()).isEqualTo(new Status(Status.RATE_LIMITED));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
    }
    try (var again = RawClient.open(server, RelayVersion.V1).prove(alice);
        var b = RawClient.join(server, bob)) {
      again.send(datagram(bob));
      assertThat(again.nextButPing())
          .as("version 1 has words for it")
          .isInstanceOfSatisfying(
              Health.class, health -> assertThat(health.problem()).contains("used up"));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      // At one byte a second this is not read for more than an hour.
      again.send(datagram(bob));
      server.reconfigure(with(Optional.empty()));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
    }
  }

  @Test
  void theRelayPromisesItsQuotaAndCountsWhoHasUsedItUp() throws Exception {
    RelayServer server = start(new Quota(1, DAY, 1));
    assertThat(limits(server))
        .contains("\"quotaBytes\":1,\"quotaSeconds\":86400,\"quotaThenBytesPerSecond\":1");
    server.reconfigure(with(Optional.empty()));
    assertThat(limits(server)).contains("\"quotaBytes\":null,\"quotaSeconds\":null");
  }
}
