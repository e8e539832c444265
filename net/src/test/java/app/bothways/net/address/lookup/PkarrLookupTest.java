package app.bothways.net.address.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PkarrLookupTest {
  private static final RelayUrl FIRST = Records.relay("https://first.example");
  private static final RelayUrl SECOND = Records.relay("https://second.example");

  /** Stores that answer when the test says so. */
  private static final class Slow implements RecordStores {
    private final Map<RelayUrl, CompletableFuture<Optional<SignedPacket>>> asked = new HashMap<>();
    private int questions;

    @Override
    public CompletableFuture<Optional<SignedPacket>> get(Relay store, NodeId id) {
      questions++;
      var answer = new CompletableFuture<Optional<SignedPacket>>();
      asked.put(store.url(), answer);
      return answer;
    }

    @Override
    public CompletableFuture<Outcome> put(Relay store, SignedPacket packet) {
      throw new AssertionError("a look-up publishes nothing");
    }
  }

  private static final class Heard implements AddressLookup.Answers {
    private final List<NodeAddr> found = new ArrayList<>();
    private int overs;

    @Override
    public void found(NodeAddr address) {
      found.add(address);
    }

    @Override
    public void over() {
      overs++;
    }
  }

  private final NodeKey key = NodeKey.generate();
  private final NodeAddr known = NodeAddr.of(key.id());
  private final Slow stores = new Slow();
  private final RecordBook book = new RecordBook();
  private final AtomicLong nanos = new AtomicLong();
  private final List<SignedPacket> news = new ArrayList<>();
  private List<Relay> where = List.of(Relay.of(FIRST), Relay.of(SECOND));
  private final PkarrLookup lookup =
      new PkarrLookup(stores, _ -> where, book, news::add, nanos::get);
  private final Heard heard = new Heard();

  private NodeAddr at(String relay) {
    return known.withRelay(Records.relay(relay));
  }

  private void answers(RelayUrl store, Optional<SignedPacket> packet) {
    stores.asked.get(store).complete(packet);
  }

  @Test
  void theFirstAnswerIsUsedWhileASlowStoreIsStillSilent() {
    lookup.search(known, heard);
    answers(SECOND, Optional.of(Records.packet(key, 1, "https://home.example")));
    assertThat(heard.found).containsExactly(at("https://home.example"));
    assertThat(heard.overs).isZero();
    stores.asked.get(FIRST).completeExceptionally(new IOException("too slow"));
    assertThat(heard.overs).isEqualTo(1);
  }

  @Test
  void anOlderRecordFromAnotherStoreIsNotPassedOn() {
    lookup.search(known, heard);
    answers(FIRST, Optional.of(Records.packet(key, 9, "https://new.example")));
    answers(SECOND, Optional.of(Records.packet(key, 8, "https://old.example")));
    assertThat(heard.found).containsExactly(at("https://new.example"));
    assertThat(news).hasSize(1);
    assertThat(heard.overs).isEqualTo(1);
  }

  @Test
  void aNewerRecordFromASlowerStoreComesThroughAsWell() {
    lookup.search(known, heard);
    answers(FIRST, Optional.of(Records.packet(key, 8, "https://old.example")));
    answers(SECOND, Optional.of(Records.packet(key, 9, "https://new.example")));
    assertThat(heard.found).containsExactly(at("https://old.example"), at("https://new.example"));
    assertThat(book.address(key.id())).contains(at("https://new.example"));
  }

  @Test
  void whoIsDialledAgainAndAgainIsAskedForOnlySoOften() {
    lookup.search(known, heard);
    answers(FIRST, Optional.empty());
    answers(SECOND, Optional.empty());
    lookup.search(known, heard);
    assertThat(stores.questions).isEqualTo(2);
    assertThat(heard.overs).isEqualTo(2);
    nanos.addAndGet(PkarrLookup.AGAIN.toNanos());
    lookup.search(known, heard);
    assertThat(stores.questions).isEqualTo(4);
  }

  @Test
  void onlySoManyStoresAreAsked() {
    where =
        IntStream.range(0, 50)
            .mapToObj(n -> Relay.of(Records.relay("https://r" + n + ".example")))
            .toList();
    lookup.search(known, heard);
    assertThat(stores.questions).isEqualTo(PkarrLookup.MAX_STORES);
  }

  @Test
  void aSearchThatEndedHearsNothingMoreButTheBookLearns() {
    lookup.search(known, heard).close();
    answers(FIRST, Optional.of(Records.packet(key, 1, "https://home.example")));
    answers(SECOND, Optional.empty());
    assertThat(heard.found).isEmpty();
    assertThat(heard.overs).isZero();
    assertThat(book.address(key.id())).contains(at("https://home.example"));
  }

  @Test
  void withoutAnyStoreTheSearchIsOverAtOnce() {
    where = List.of();
    lookup.search(known, heard);
    assertThat(heard.overs).isEqualTo(1);
  }
}
