package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the content of each file of a round comes from: a file that is to be deleted here is
 * renamed or copied; the same content for several names is fetched once; everything else comes from
 * a member who announced it, in bundles, several at once.
 */
final class Contents {
  private static final int BUNDLE_FILES = 512;
  private static final long BUNDLE_BYTES = 4 << 20;
  private static final int MOST_WANTS = 4096;
  private static final long MOST_BYTES = 64L << 20;

  /** A larger content comes in pieces: no more of it than this is on its way at once. */
  private static final long MOST_OF_ONE = 16L << 20;

  private static final int MOST_READY = 4096;

  /** More than are ever made at once, so that none has to wait for this device's next turn. */
  static final int MOST_COPIES = 64;

  private record Copy(Item item, RelPath from, ContentId content) {}

  private final Work work;
  private final Map<ContentId, Item> sources = new HashMap<>();
  private final Map<ContentId, Deque<Item>> followers = new HashMap<>();
  private final Deque<Item> queue = new ArrayDeque<>();
  private final Map<RelPath, Item> fetching = new HashMap<>();
  private final Deque<Copy> toCopy = new ArrayDeque<>();
  private final Map<RelPath, Item> copying = new HashMap<>();
  private final Deque<Item> ready = new ArrayDeque<>();
  private long fetchingBytes;

  Contents(Work work) {
    this.work = work;
  }

  /** A file that the round will delete. */
  void source(Item deletion) {
    sources.putIfAbsent(deletion.contentHere().orElseThrow(), deletion);
  }

  static boolean sameMeta(Entry a, Optional<Entry> b) {
    return !(a instanceof FileEntry f)
        || b.isPresent()
            && b.get() instanceof FileEntry g
            && f.mtimeNanos() == g.mtimeNanos()
            && f.executable() == g.executable();
  }

  void want(Item item) {
    if (!item.needsContent()) {
      ready.add(item);
      return;
    }
    ContentId content = item.entry.content().orElseThrow();
    Deque<Item> behind = followers.get(content);
    if (behind != null) {
      behind.add(item);
      return;
    }
    followers.put(content, new ArrayDeque<>());
    lead(item, content);
  }

  private void lead(Item item, ContentId content) {
    Item source = sources.remove(content);
    if (source == null || source.over) {
      queue.add(item);
    } else if (!item.isHere() && sameMeta(item.entry, source.mine.map(Row::entry))) {
      item.moved = Optional.of(source);
      ready.add(item);
    } else {
      copy(item, source.path(), content);
    }
  }

  private void copy(Item item, RelPath from, ContentId content) {
    toCopy.add(new Copy(item, from, content));
    startCopies();
  }

  private void startCopies() {
    while (!toCopy.isEmpty() && copying.size() < MOST_COPIES) {
      start(toCopy.poll());
    }
  }

  private void start(Copy copy) {
    Item item = copy.item;
    Optional<Observed> from = work.index().row(copy.from).flatMap(Row::observed);
    if (from.isEmpty()) {
      queue.add(item);
      return;
    }
    copying.put(item.path(), item);
    work.emit(new Effect.Copy(item.path(), copy.from, from.get(), copy.content));
  }

  void copied(RelPath path, Optional<Staged> staged) {
    Item item = copying.remove(path);
    if (item == null) {
      return;
    }
    if (staged.isPresent()) {
      item.staged = staged;
      ready.add(item);
    } else {
      queue.add(item);
    }
  }

  /** Asks for copies, and for contents while there is room for them. */
  void start() {
    startCopies();
    while (!queue.isEmpty()
        && fetching.size() < MOST_WANTS
        && fetchingBytes < MOST_BYTES
        && ready.size() < MOST_READY) {
      var bundle = new ArrayList<Want>();
      long bytes = 0;
      while (!queue.isEmpty() && bundle.size() < BUNDLE_FILES && bytes < BUNDLE_BYTES) {
        Item item = queue.peek();
        List<NodeId> from = holders(item);
        if (!from.isEmpty() && !bundle.isEmpty() && !bundle.getFirst().holders().equals(from)) {
          break;
        }
        queue.poll();
        if (from.isEmpty()) {
          work.defer(item.path());
          work.over(item);
          finished(item, false);
          continue;
        }
        var want = new Want(item.path(), item.entry.content().orElseThrow(), item.size(), from);
        bundle.add(want);
        bytes += counted(want);
        fetching.put(item.path(), item);
      }
      fetchingBytes += bytes;
      if (!bundle.isEmpty()) {
        work.emit(new Effect.Fetch(bundle));
      }
    }
  }

  private static long counted(Want want) {
    return Math.min(want.size(), MOST_OF_ONE);
  }

  private List<NodeId> holders(Item item) {
    return work.index().remotes(item.path()).stream()
        .filter(r -> r.entry().content().equals(item.entry.content()))
        .map(Remote::device)
        .filter(work.members()::reachable)
        .toList();
  }

  void fetched(Event.Fetched.Content one) {
    Item item = fetching.remove(one.want().path());
    if (item == null) {
      return;
    }
    fetchingBytes -= counted(one.want());
    if (one.staged().isPresent()) {
      item.staged = one.staged();
      ready.add(item);
    } else {
      item.over = true;
      work.troubles().add(item.path(), one.error(), work.maker().now());
      finished(item, false);
    }
  }

  List<Item> takeReady(int most) {
    var out = new ArrayList<Item>();
    while (!ready.isEmpty() && out.size() < most) {
      out.add(ready.poll());
    }
    return out;
  }

  /** What was taken goes on with the next ones. */
  void later(Item item) {
    ready.addFirst(item);
  }

  /** The item has its content on disk, or never will: those who wait for the same go on. */
  void finished(Item item, boolean done) {
    Optional<ContentId> content = item.needsContent() ? item.entry.content() : Optional.empty();
    Deque<Item> behind = content.map(followers::remove).orElse(null);
    if (behind == null) {
      return;
    }
    for (Item follower : behind) {
      if (done) {
        copy(follower, item.path(), content.get());
      } else {
        want(follower);
      }
    }
  }

  boolean idle() {
    return queue.isEmpty()
        && fetching.isEmpty()
        && toCopy.isEmpty()
        && copying.isEmpty()
        && ready.isEmpty();
  }

  Map<ContentId, Long> underWay() {
    var out = new HashMap<ContentId, Long>();
    fetching.values().forEach(i -> i.entry.content().ifPresent(c -> out.put(c, i.size())));
    return out;
  }
}
