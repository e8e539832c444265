package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.RecordStores;
import app.bothways.net.address.lookup.Records;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecordPublisherTest {
  private static final RelayUrl HERE = Records.relay("https://here.example");
  private static final RelayUrl THERE = Records.relay("https://there.example");
  private static final Relay STORE = Relay.of(HERE);
  private static final Relay OTHER = Relay.of(THERE);

  /** Stores as the relay has them, which can be told to fail. */
  private static final class Stores implements RecordStores {
    private final Map<RelayUrl, SignedPacket> kept = new HashMap<>();
    private final List<RelayUrl> puts = new ArrayList<>();
    private Optional<Outcome> answer = Optional.empty();
    private boolean away;

    @Override
    public CompletableFuture<Optional<SignedPacket>> get(Relay store, NodeId id) {
      return CompletableFuture.completedFuture(Optional.ofNullable(kept.get(store.url())));
    }

    @Override
    public CompletableFuture<Outcome> put(Relay store, SignedPacket packet) {
      puts.add(store.url());
      if (away) {
        return CompletableFuture.failedFuture(new IOException("away"));
      }
      if (answer.isPresent()) {
        return CompletableFuture.completedFuture(answer.get());
      }
      SignedPacket old = kept.get(store.url());
      if (old != null && !packet.isNewerThan(old) && !packet.equals(old)) {
        return CompletableFuture.completedFuture(Outcome.NOT_NEWER);
      }
      kept.put(store.url(), packet);
      return CompletableFuture.completedFuture(Outcome.STORED);
    }
  }

  private final NodeKey key = NodeKey.generate();
  private final Stores stores = new Stores();
  private final NodeAddr home = NodeAddr.of(key.id()).withRelay(HERE);
  private long nanos = 1;
  private long micros = 1_700_000_000_000_000L;
  private final RecordPublisher publisher =
      new RecordPublisher(
          key,
          stores,
          Runnable::run,
          new RecordPublisher.Times(() -> nanos, () -> micros, new Random(4)));

  private void pass(Duration time, Optional<NodeAddr> content, Relay... where) {
    for (long second = 0; second <= time.toSeconds(); second++) {
      publisher.tick(content, List.of(where), Set.of());
      nanos += 1_000_000_000L;
      micros += 1_000_000L;
    }
  }

  private Optional<NodeAddr> at(Relay store) {
    return Optional.ofNullable(stores.kept.get(store.url()))
        .flatMap(packet -> AddressRecords.decode(key.id(), packet.dns()));
  }

  @Test
  void whatChangesIsPublishedOnceAtEveryStoreAndThenLeftAlone() {
    pass(Duration.ofSeconds(5), Optional.of(home), STORE, OTHER);
    assertThat(stores.puts).containsExactlyInAnyOrder(HERE, THERE);
    NodeAddr moved = home.withRelay(THERE);
    pass(Duration.ofSeconds(5), Optional.of(moved), STORE, OTHER);
    assertThat(stores.puts).hasSize(4);
    assertThat(at(STORE)).contains(moved);
  }

  @Test
  void theRecordIsRenewedBeforeItsTimeToLiveIsOver() {
    pass(Duration.ofSeconds(2), Optional.of(home), STORE);
    long first = stores.kept.get(HERE).timestampMicros();
    pass(RecordPublisher.TTL.minusSeconds(10), Optional.of(home), STORE);
    assertThat(stores.kept.get(HERE).timestampMicros()).isGreaterThan(first);
    assertThat(stores.puts).hasSize(2);
  }

  @Test
  void nothingIsSaidWhereThereIsNothingToSay() {
    pass(Duration.ofMinutes(10), Optional.empty(), STORE);
    assertThat(stores.puts).isEmpty();
  }

  @Test
  void whatWasSaidStaysWhileTheRelayIsAway() {
    pass(Duration.ofSeconds(2), Optional.of(home), STORE);
    pass(Duration.ofMinutes(10), Optional.empty(), STORE);
    assertThat(at(STORE)).contains(home);
  }

  @Test
  void aStoreThatFailsIsAskedEverMoreSeldom() {
    stores.away = true;
    pass(Duration.ofMinutes(1), Optional.of(home), STORE);
    int inTheFirstMinute = stores.puts.size();
    assertThat(inTheFirstMinute).isBetween(4, 8);
    pass(Duration.ofMinutes(9), Optional.of(home), STORE);
    int before = stores.puts.size();
    pass(Duration.ofMinutes(20), Optional.of(home), STORE);
    assertThat(stores.puts.size() - before).isBetween(3, 7);
    stores.away = false;
    pass(RecordPublisher.LONGEST, Optional.of(home), STORE);
    assertThat(at(STORE)).contains(home);
  }

  @Test
  void aStoreWhoseRelayWasAwayGetsTheRecordAnewAtOnce() {
    pass(Duration.ofSeconds(2), Optional.of(home), STORE);
    stores.kept.clear();
    publisher.tick(Optional.of(home), List.of(STORE), Set.of(HERE));
    pass(Duration.ofSeconds(2), Optional.of(home), STORE);
    assertThat(at(STORE)).contains(home);
  }

  @Test
  void aRecordFromTheFutureThatAWrongClockOnceMadeIsOvertaken() {
    long future = micros + Duration.ofDays(365).toNanos() / 1000;
    stores.kept.put(HERE, Records.packet(key, future, "https://lost.example"));
    pass(Duration.ofSeconds(10), Optional.of(home), STORE);
    assertThat(at(STORE)).contains(home);
    assertThat(stores.kept.get(HERE).timestampMicros()).isGreaterThan(future);
  }

  @Test
  void twoDevicesWithOneKeyDoNotFightWithoutPause() {
    stores.answer = Optional.of(RecordStores.Outcome.NOT_NEWER);
    stores.kept.put(HERE, Records.packet(key, Long.MAX_VALUE / 2, "https://twin.example"));
    pass(Duration.ofMinutes(10), Optional.of(home), STORE);
    assertThat(stores.puts).hasSizeBetween(5, 12);
  }

  @Test
  void aServerThatKeepsNoRecordsIsLeftInPeace() {
    stores.answer = Optional.of(RecordStores.Outcome.REFUSED);
    pass(Duration.ofMinutes(30), Optional.of(home), STORE);
    assertThat(stores.puts).hasSize(1);
  }

  @Test
  void aClockThatGoesBackMakesNoOlderTimestamps() {
    pass(Duration.ofSeconds(2), Optional.of(home), STORE);
    long before = stores.kept.get(HERE).timestampMicros();
    micros -= Duration.ofDays(3).toNanos() / 1000;
    pass(Duration.ofSeconds(3), Optional.of(home.withRelay(THERE)), STORE);
    assertThat(stores.kept.get(HERE).timestampMicros()).isGreaterThan(before);
    assertThat(at(STORE)).contains(home.withRelay(THERE));
  }
}
