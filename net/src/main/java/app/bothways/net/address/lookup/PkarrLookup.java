package app.bothways.net.address.lookup;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Signed records from the stores that run beside relays. All are asked at once, each at most once
 * in {@link #AGAIN} for one node, however often it is dialled; what an earlier question brought is
 * in the book. A record that is older than one seen before is not passed on.
 */
public final class PkarrLookup implements AddressLookup {
  static final Duration AGAIN = Duration.ofSeconds(10);
  static final int MAX_STORES = 6;

  /** Longer than a store may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MAX_REMEMBERED = 4096;

  private record Question(NodeId id, RelayUrl store) {}

  private final RecordStores stores;
  private final Function<NodeAddr, List<Relay>> where;
  private final RecordBook book;
  private final Consumer<SignedPacket> newer;
  private final LongSupplier nanos;
  private final Map<Question, Long> asked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param where the stores to ask about a node; only the first {@link #MAX_STORES} are
   * @param newer told of every record that is newer than all before, by any thread
   */
  public PkarrLookup(
      RecordStores stores,
      Function<NodeAddr, List<Relay>> where,
      RecordBook book,
      Consumer<SignedPacket> newer,
      LongSupplier nanos) {
    this.stores = stores;
    this.where = where;
    this.book = book;
    this.newer = newer;
    this.nanos = nanos;
  }

  @Override
  public FoundBy kind() {
    return FoundBy.RECORD;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public Subscription search(NodeAddr known, Answers answers) {
    List<Relay> due =
        where.apply(known).stream()
            .limit(MAX_STORES)
            .filter(store -> mayAsk(new Question(known.id(), store.url())))
            .toList();
    var search = new Search(answers, due.size());
    List<CompletableFuture<Optional<SignedPacket>>> running =
        due.stream().map(store -> stores.get(store, known.id())).toList();
    running.forEach(answer -> answer.whenComplete((packet, _) -> search.answered(packet)));
    if (due.isEmpty()) {
      answers.over();
    }
    return () -> {
      search.ended.set(true);
      // What is on its way is let come: the next dial finds it in the book.
    };
  }

  private synchronized boolean mayAsk(Question question) {
    long now = nanos.getAsLong();
    Long before = asked.get(question);
    boolean may = before == null || now - before >= AGAIN.toNanos();
    if (may) {
      asked.remove(question);
      asked.put(question, now);
    }
    return may;
  }

  private final class Search {
    private final Answers answers;
    private final AtomicInteger open;
    private final AtomicBoolean ended = new AtomicBoolean();

    Search(Answers answers, int open) {
      this.answers = answers;
      this.open = new AtomicInteger(open);
    }

    /** {@code packet} is null when the store failed: the others may still know. */
    void answered(Optional<SignedPacket> packet) {
      if (packet != null) {
        packet.ifPresent(this::read);
      }
      if (open.decrementAndGet() == 0 && !ended.get()) {
        answers.over();
      }
    }

    private void read(SignedPacket packet) {
      RecordBook.News news = book.offer(packet);
      if (news == RecordBook.News.NEWER) {
        newer.accept(packet);
      }
      if (news != RecordBook.News.REFUSED && !ended.get()) {
        book.address(packet.key()).ifPresent(answers::found);
      }
    }
  }
}
