package app.bothways.net.relay.server.pkarr;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.pkarr.PkarrStore.Outcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PkarrStoreTest {
  private final AtomicLong clock = new AtomicLong();
  private final NodeKey key = NodeKey.generate();

  private PkarrStore store(int most) {
    return new PkarrStore(most, clock::get);
  }

  private static byte[] record(NodeKey key, long time, int content) {
    var dns = new byte[40];
    dns[12] = (byte) content;
    return SignedPacket.sign(key, time, dns).body();
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (last >> 8), (byte) last});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void anOlderRecordNeverReplacesANewerOne() {
    PkarrStore store = store(10);
    assertThat(store.put(key.id(), record(key, 5, 1), address(1))).isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 4, 2), address(2))).isEqualTo(Outcome.NOT_NEWER);
    assertThat(store.get(key.id()).orElseThrow().timestampMicros()).isEqualTo(5);
    assertThat(store.put(key.id(), record(key, 5, 1), address(3)))
        .as("the same again")
        .isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 5, 2), address(4)))
        .as("same time, larger")
        .isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 5, 1), address(5)))
        .as("same time, smaller")
        .isEqualTo(Outcome.NOT_NEWER);
    assertThat(store.put(key.id(), record(key, 6, 0), address(6))).isEqualTo(Outcome.STORED);
    assertThat(store.get(key.id()).orElseThrow().timestampMicros()).isEqualTo(6);
  }

  @Test
  void aRecordUnderAnotherKeyIsInvalid() {
    PkarrStore store = store(10);
    byte[] record = record(key, 5, 1);
    assertThat(store.put(NodeKey.generate().id(), record, address(1))).isEqualTo(Outcome.INVALID);
    assertThat(store.size()).isZero();
  }

  @Test
  void oneAddressPublishesTwiceAtOnceAndThenOncePerFourSeconds() {
    PkarrStore store = store(10);
    assertThat(store.put(key.id(), record(key, 1, 0), address(1))).isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 2, 0), address(1))).isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 3, 0), address(1))).isEqualTo(Outcome.TOO_OFTEN);
    assertThat(store.put(key.id(), record(key, 3, 0), address(2))).isEqualTo(Outcome.STORED);
    pass(Duration.ofSeconds(4));
    assertThat(store.put(key.id(), record(key, 4, 0), address(1))).isEqualTo(Outcome.STORED);
    assertThat(store.put(key.id(), record(key, 5, 0), address(1))).isEqualTo(Outcome.TOO_OFTEN);
  }

  @Test
  void whenItIsFullTheRecordThatNobodyWantedLongestGoes() {
    PkarrStore store = store(3);
    var keys = new NodeKey[4];
    for (int i = 0; i < 4; i++) {
      keys[i] = NodeKey.generate();
      if (i == 3) {
        assertThat(store.get(keys[0].id())).isPresent();
      }
      store.put(keys[i].id(), record(keys[i], 1, 0), address(i));
    }
    assertThat(store.size()).isEqualTo(3);
    assertThat(store.get(keys[0].id())).isPresent();
    assertThat(store.get(keys[1].id())).isEmpty();
    assertThat(store.evicted()).isOne();
  }

  @Test
  void aRecordNotPublishedAgainForAWeekIsGone() {
    PkarrStore store = store(3);
    store.put(key.id(), record(key, 1, 0), address(1));
    pass(Duration.ofDays(4));
    store.put(key.id(), record(key, 1, 0), address(1));
    pass(Duration.ofDays(4));
    assertThat(store.get(key.id())).as("published again four days ago").isPresent();
    pass(Duration.ofDays(4));
    assertThat(store.get(key.id())).isEmpty();
    assertThat(store.size()).isZero();
  }

  @Test
  void aFloodOfPublishersStaysWithinItsBounds() {
    PkarrStore store = store(3);
    for (int i = 0; i < 70_000; i++) {
      assertThat(store.put(key.id(), new byte[10], address(i % 60_000)))
          .isIn(Outcome.INVALID, Outcome.TOO_OFTEN);
    }
    assertThat(store.size()).isZero();
  }
}
