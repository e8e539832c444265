package app.bothways.net.address.lookup;

import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.Subscription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The announcements seen lately and those who wait for some. Holds at most {@link #MAX_ADVERTS};
 * when more come, the oldest that nobody waits for goes. A search is told of at most {@link
 * #MAX_ADDRESSES} different addresses; one that is withdrawn makes room, and is told again when it
 * comes back, but not before {@link #FORGET}, so that coming and going cannot keep a search busy.
 * Any thread; searchers are called on the executor.
 */
final class AdvertBook {
  static final int MAX_ADVERTS = 512;
  static final int MAX_ADDRESSES = 8;
  static final Duration FORGET = Duration.ofSeconds(10);

  /** Where an announcement was heard, and its name there. */
  record Source(InetAddress link, String name) {}

  /** One announcement; the addresses beyond the bound are not kept. */
  record Advert(Source source, Tag tag, List<InetSocketAddress> addresses) {
    Advert {
      addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
    }
  }

  /** That a search was told of an address, and whether somebody still claims it. */
  private record Told(long atNanos, boolean withdrawn) {
    boolean mayGo(long now) {
      return withdrawn && now - atNanos >= FORGET.toNanos();
    }
  }

  /** Its state is guarded by the book's lock, but for {@code closed}. */
  private final class Search {
    private final Tag tag;
    private final Consumer<Found> found;
    private final Map<InetSocketAddress, Told> told = new HashMap<>();
    private volatile boolean closed;

    Search(Tag tag, Consumer<Found> found) {
      this.tag = tag;
      this.found = found;
    }

    void claimed(List<InetSocketAddress> addresses) {
      long now = nanoTime.getAsLong();
      told.values().removeIf(each -> each.mayGo(now));
      var news = new ArrayList<InetSocketAddress>();
      for (InetSocketAddress address : addresses) {
        if (told.size() < MAX_ADDRESSES && !told.containsKey(address)) {
          told.put(address, new Told(now, false));
          news.add(address);
        }
      }
      if (!news.isEmpty()) {
        executor.execute(() -> call(new Found(tag.bytes(), news)));
      }
    }

    void withdrawn(InetSocketAddress address) {
      told.computeIfPresent(address, (_, each) -> new Told(each.atNanos(), true));
    }

    private void call(Found news) {
      if (!closed) {
        found.accept(news);
      }
    }
  }

  private final Executor executor;
  private final LongSupplier nanoTime;
  private final Map<Source, Advert> adverts = new LinkedHashMap<>();
  private final Map<Tag, List<Search>> searches = new HashMap<>();
  private boolean lostSome;

  AdvertBook(Executor executor, LongSupplier nanoTime) {
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  synchronized void seen(Advert advert) {
    Optional.ofNullable(adverts.remove(advert.source()))
        .ifPresent(old -> withdraw(old, advert.addresses()));
    adverts.put(advert.source(), advert);
    if (adverts.size() > MAX_ADVERTS) {
      dropOne();
    }
    searches.getOrDefault(advert.tag(), List.of()).forEach(s -> s.claimed(advert.addresses()));
  }

  private void dropOne() {
    var unwanted =
        adverts.values().stream()
            .filter(advert -> !searches.containsKey(advert.tag()))
            .findFirst()
            .orElseGet(() -> adverts.values().iterator().next());
    gone(unwanted.source());
    lostSome = true;
  }

  synchronized void gone(Source source) {
    Optional.ofNullable(adverts.remove(source)).ifPresent(old -> withdraw(old, List.of()));
  }

  /** The link was closed: nothing heard there counts any more. */
  synchronized void goneFrom(InetAddress link) {
    List.copyOf(adverts.keySet()).stream()
        .filter(source -> source.link().equals(link))
        .forEach(this::gone);
  }

  private void withdraw(Advert old, List<InetSocketAddress> kept) {
    for (Search search : searches.getOrDefault(old.tag(), List.of())) {
      old.addresses().stream()
          .filter(address -> !kept.contains(address) && !isClaimed(old.tag(), address))
          .forEach(search::withdrawn);
    }
  }

  private boolean isClaimed(Tag tag, InetSocketAddress address) {
    return adverts.values().stream()
        .anyMatch(each -> each.tag().equals(tag) && each.addresses().contains(address));
  }

  synchronized int size() {
    return adverts.size();
  }

  /** Whether announcements were dropped since this was last asked: a search should look again. */
  synchronized boolean tookLoss() {
    boolean loss = lostSome;
    lostSome = false;
    return loss;
  }

  synchronized Subscription search(Tag tag, Consumer<Found> found) {
    var search = new Search(tag, found);
    searches.computeIfAbsent(tag, _ -> new ArrayList<>()).add(search);
    adverts.values().stream()
        .filter(advert -> advert.tag().equals(tag))
        .forEach(advert -> search.claimed(advert.addresses()));
    return () -> end(search);
  }

  private synchronized void end(Search search) {
    search.closed = true;
    searches.computeIfPresent(
        search.tag,
        (_, all) -> {
          all.remove(search);
          return all.isEmpty() ? null : all;
        });
  }
}
