package app.bothways.sync.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.sync.Limits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketTest {
  private static final long SECOND = 1_000_000_000L;
  private final AtomicLong now = new AtomicLong(77);

  private static PathView direct(String address) {
    return new PathView(PathView.Kind.DIRECT, address, Optional.empty());
  }

  @Test
  void takersWaitUntilTheRateIsKept() {
    var bucket = new Bucket(1000, now::get);
    assertThat(bucket.take(500)).as("half a second's worth is there").isZero();
    assertThat(bucket.take(1000)).isEqualTo(SECOND);
    assertThat(bucket.take(1000)).as("behind the other one").isEqualTo(2 * SECOND);
    now.addAndGet(2 * SECOND);
    assertThat(bucket.take(0)).isZero();
    now.addAndGet(3600 * SECOND);
    assertThat(bucket.take(1000)).as("an idle hour is not saved up").isEqualTo(SECOND / 2);
  }

  @Test
  void aLimitCanBeLiftedAndSet() {
    var bucket = new Bucket(10, now::get);
    assertThat(bucket.take(1000)).isPositive();
    bucket.limit(0);
    assertThat(bucket.take(1 << 30)).isZero();
    bucket.limit(1000);
    assertThat(bucket.take(1000)).isEqualTo(SECOND);
  }

  @Test
  void everyDeviceHasItsOwnLimitBesidesTheCommonOneAndTheLocalNetworkIsFreeIfWanted() {
    var brakes = new Brakes(now::get);
    var bytes = new byte[32];
    NodeId slow = NodeId.of(bytes.clone());
    bytes[0] = 1;
    NodeId other = NodeId.of(bytes);
    PathView far = direct("203.0.113.9:5");
    brakes.limits(
        new Limits(
            new Limits.Rates(1000, 0), Map.of(slow, new Limits.Rates(100, 100)), Limits.Lan.FREE));
    now.addAndGet(SECOND);
    assertThat(brakes.up(slow, far, 150)).isEqualTo(SECOND);
    assertThat(brakes.up(other, far, 350)).as("of the common half second").isZero();
    assertThat(brakes.up(other, far, 1000)).isEqualTo(SECOND);
    assertThat(brakes.down(other, far, 1 << 30)).isZero();
    assertThat(brakes.down(slow, far, 150)).isEqualTo(SECOND);
    for (String near :
        new String[] {"192.168.1.2:9", "[fe80::1%2]:9", "[fd00::1]:9", "127.0.0.1:1"}) {
      assertThat(brakes.up(slow, direct(near), 1 << 20)).as(near).isZero();
    }
    assertThat(
            brakes.up(
                slow,
                new PathView(PathView.Kind.RELAY, "http://10.0.0.1", Optional.empty()),
                1 << 20))
        .as("a relay inside the house leads outside")
        .isPositive();
  }

  @Test
  void theCompressorIsForRelaysAndFarDevices() {
    assertThat(Coding.over(new PathView(PathView.Kind.RELAY, "r", Optional.empty())))
        .isEqualTo(new Coding(Coding.Kind.ZSTD, Coding.Reason.RELAYED));
    assertThat(
            Coding.over(
                new PathView(
                    PathView.Kind.DIRECT, "1.2.3.4:5", Optional.of(Duration.ofMillis(40)))))
        .isEqualTo(new Coding(Coding.Kind.ZSTD, Coding.Reason.FAR));
    assertThat(
            Coding.over(
                new PathView(
                    PathView.Kind.DIRECT, "127.0.0.1:5", Optional.of(Duration.ofMillis(90)))))
        .as("this machine is busy, not far")
        .isEqualTo(new Coding(Coding.Kind.PLAIN, Coding.Reason.NEAR));
    assertThat(Coding.over(direct("10.0.0.1:5")))
        .isEqualTo(new Coding(Coding.Kind.PLAIN, Coding.Reason.NEAR));
  }
}
