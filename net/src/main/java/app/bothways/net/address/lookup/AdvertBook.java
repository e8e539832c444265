package app.bothways.net.address.lookup;

import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.Subscription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The announcements seen lately and those who wait for some. Holds at most {@link #MAX_ADVERTS};
 * when more come, the oldest that nobody waits for goes. For each search it reports at most {@link
 * #MAX_ADDRESSES} different addresses in all. Any thread; searchers are called on the executor.
 */
final class AdvertBook {
  static final int MAX_ADVERTS = 512;
  static final int MAX_ADDRESSES = 8;

  /** One announcement; {@code source} names where it was seen, so that it can be withdrawn. */
  record Advert(String source, Tag tag, List<InetSocketAddress> addresses) {
    Advert {
      addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
    }
  }

  private final class Search {
    private final Tag tag;
    private final Consumer<Found> found;
    private final Set<InetSocketAddress> reported = new LinkedHashSet<>();
    private volatile boolean closed;

    Search(Tag tag, Consumer<Found> found) {
      this.tag = tag;
      this.found = found;
    }

    /** Under the book's lock. */
    void report(List<InetSocketAddress> addresses) {
      var news = new ArrayList<InetSocketAddress>();
      for (InetSocketAddress address : addresses) {
        if (reported.size() < MAX_ADDRESSES && reported.add(address)) {
          news.add(address);
        }
      }
      if (!news.isEmpty()) {
        executor.execute(() -> call(new Found(tag.bytes(), news)));
      }
    }

    private void call(Found news) {
      if (!closed) {
        found.accept(news);
      }
    }
  }

  private final Executor executor;
  private final Map<String, Advert> adverts = new LinkedHashMap<>();
  private final Map<Tag, List<Search>> searches = new HashMap<>();
  private boolean lostSome;

  AdvertBook(Executor executor) {
    this.executor = executor;
  }

  synchronized void seen(Advert advert) {
    adverts.remove(advert.source());
    adverts.put(advert.source(), advert);
    if (adverts.size() > MAX_ADVERTS) {
      dropOne();
    }
    searches.getOrDefault(advert.tag(), List.of()).forEach(s -> s.report(advert.addresses()));
  }

  private void dropOne() {
    var unwanted =
        adverts.values().stream()
            .filter(advert -> !searches.containsKey(advert.tag()))
            .findFirst()
            .orElseGet(() -> adverts.values().iterator().next());
    adverts.remove(unwanted.source());
    lostSome = true;
  }

  synchronized void gone(String source) {
    adverts.remove(source);
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
        .forEach(advert -> search.report(advert.addresses()));
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
