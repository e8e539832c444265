package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.disk.Known;
import app.bothways.sync.index.Digest;
import app.bothways.sync.index.Kept;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An index in memory that can be copied, to be put back after a simulated crash. */
final class MemoryIndex implements Index, Margin, Known {
  private static final Comparator<RelPath> WALK =
      Comparator.comparing((RelPath p) -> p.parent().map(RelPath::toString).orElse(""))
          .thenComparing(RelPath::name);

  private final long actor;
  private long seq;
  private long clock;
  private long digest;
  private boolean joining = true;
  private final NavigableMap<RelPath, Row> rows = new TreeMap<>();
  private final NavigableMap<Long, RelPath> bySeq = new TreeMap<>();
  private final NavigableMap<RelPath, TreeMap<NodeId, Remote>> remotes = new TreeMap<>(WALK);
  private final Map<NodeId, Mark> marks = new HashMap<>();
  private final Map<Long, String> labels = new HashMap<>();
  private final Map<RelPath, List<NodeId>> withdrawn = new HashMap<>();
  private String rules = "";
  private final Map<NodeId, Long> settled = new HashMap<>();
  private final Map<NodeId, Set<Long>> past = new HashMap<>();
  private final Map<RelPath, Entry> intents = new HashMap<>();
  private final List<Life> lives = new ArrayList<>();
  private final Former former =
      new Former() {
        @Override
        public void setHad(Optional<NodeId> device, Entry entry) {
          Kept.entry(entry);
          super.setHad(device, entry);
        }
      };
  private final Kept kept = new Kept();

  MemoryIndex(long actor, String label) {
    this.actor = actor;
    labels.put(actor, label);
  }

  MemoryIndex copy() {
    var copy = new MemoryIndex(actor, labels.get(actor));
    copy.seq = seq;
    copy.clock = clock;
    copy.digest = digest;
    copy.joining = joining;
    copy.rows.putAll(rows);
    copy.bySeq.putAll(bySeq);
    remotes.forEach((path, map) -> copy.remotes.put(path, new TreeMap<>(map)));
    copy.marks.putAll(marks);
    copy.labels.putAll(labels);
    copy.withdrawn.putAll(withdrawn);
    copy.rules = rules;
    copy.settled.putAll(settled);
    copy.lives.addAll(lives);
    copy.former.putAll(former);
    copy.intents.putAll(intents);
    past.forEach((device, ids) -> copy.past.put(device, new HashSet<>(ids)));
    return copy;
  }

  /** The database is opened (again). */
  void begin(long life) {
    lives.removeIf(l -> l.from() > seq);
    lives.add(new Life(life, seq + 1));
  }

  @Override
  public List<Life> lives() {
    return lives;
  }

  @Override
  public boolean isPast(NodeId device, long id) {
    return past.getOrDefault(device, Set.of()).contains(id);
  }

  @Override
  public long settled(NodeId device) {
    return settled.getOrDefault(device, 0L);
  }

  @Override
  public void settled(NodeId device, long upTo) {
    settled.put(device, upTo);
  }

  @Override
  public List<Row> tombstones(long upTo, int limit) {
    return bySeq.headMap(upTo, true).values().stream()
        .map(rows::get)
        .filter(r -> r.observed().isEmpty())
        .limit(limit)
        .toList();
  }

  @Override
  public void forget(Row tombstone) {
    rows.remove(tombstone.entry().path());
    bySeq.remove(tombstone.seq());
  }

  @Override
  public long digest() {
    return digest;
  }

  @Override
  public long actor() {
    return actor;
  }

  @Override
  public long lastSeq() {
    return seq;
  }

  @Override
  public long clock() {
    return clock;
  }

  @Override
  public void clock(long hlc) {
    clock = Math.max(clock, hlc);
  }

  @Override
  public boolean joining() {
    return joining;
  }

  @Override
  public void joined() {
    joining = false;
  }

  @Override
  public Optional<Row> row(RelPath path) {
    return Optional.ofNullable(rows.get(path)).filter(r -> !r.isHeld());
  }

  @Override
  public Margin margin() {
    return this;
  }

  @Override
  public Optional<Row> held(RelPath path) {
    return Optional.ofNullable(rows.get(path)).filter(Row::isHeld);
  }

  private List<Row> locals() {
    return rows.values().stream()
        .filter(r -> !r.isHeld() && r.entry().version().isLocal())
        .sorted(Comparator.comparing(r -> r.entry().path(), WALK))
        .toList();
  }

  @Override
  public List<Row> local(Optional<RelPath> after, int limit) {
    return locals().stream()
        .filter(r -> after.isEmpty() || WALK.compare(r.entry().path(), after.get()) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public long localCount() {
    return locals().size();
  }

  @Override
  public String rules() {
    return rules;
  }

  @Override
  public void rules(String fingerprint) {
    rules = fingerprint;
  }

  @Override
  public Former former() {
    return former;
  }

  @Override
  public List<NodeId> heardOf() {
    return marks.keySet().stream().filter(d -> mark(d).index() != 0).sorted().toList();
  }

  @Override
  public List<NodeId> withdrawn(RelPath path) {
    return withdrawn.getOrDefault(path, List.of());
  }

  @Override
  public void withdraw(RelPath path, NodeId device) {
    unwithdraw(path, device);
    var now = new ArrayList<>(withdrawn(path));
    now.add(device);
    withdrawn.put(path, now);
  }

  @Override
  public void unwithdraw(RelPath path, NodeId device) {
    var now = new ArrayList<>(withdrawn(path));
    now.remove(device);
    withdrawn.put(path, now);
  }

  @Override
  public void put(Row row) {
    Row old = rows.put(row.entry().path(), row);
    check(old, row);
    kept.row(row);
    digest += row.isHeld() ? 0 : Digest.of(row.entry());
    if (old != null) {
      digest -= old.isHeld() ? 0 : Digest.of(old.entry());
      bySeq.remove(old.seq());
    }
    bySeq.put(row.seq(), row.entry().path());
    seq = Math.max(seq, row.seq());
  }

  private void check(Row old, Row row) {
    boolean sameRow = old != null && old.seq() == row.seq() && old.entry().equals(row.entry());
    if (!sameRow && row.seq() <= seq) {
      throw new AssertionError("I11: sequence " + row.seq() + " after " + seq);
    }
    // What took no part for a while may be as it was before, or as others have it.
    if (old != null
        && !old.isHeld()
        && !row.entry().version().isLocal()
        && row.entry().version().vector().compare(old.entry().version().vector())
            == VersionVector.Order.BEFORE) {
      throw new AssertionError("I12: " + row + " after " + old);
    }
  }

  @Override
  public List<Row> live(Optional<RelPath> directory, int limit) {
    return rows.values().stream()
        .filter(r -> r.observed().isPresent() && r.entry().path().parent().equals(directory))
        .limit(limit)
        .toList();
  }

  @Override
  public List<Row> after(long after, int limit) {
    return bySeq.tailMap(after, false).values().stream().limit(limit).map(rows::get).toList();
  }

  @Override
  public void intend(List<Entry> entries) {
    intents.clear();
    entries.forEach(Kept::entry);
    entries.forEach(e -> intents.put(e.path(), e));
  }

  @Override
  public Optional<Entry> intended(RelPath path) {
    return Optional.ofNullable(intents.get(path));
  }

  @Override
  public Totals totals() {
    long files = rows.values().stream().filter(r -> r.entry().content().isPresent()).count();
    return new Totals(files, 0, 0);
  }

  @Override
  public List<Remote> remotes(RelPath path) {
    TreeMap<NodeId, Remote> there = remotes.get(path);
    return there == null ? List.of() : List.copyOf(there.values());
  }

  @Override
  public List<Remote> remotes(Optional<RelPath> after, int limit) {
    var from = after.isEmpty() ? remotes : remotes.tailMap(after.get(), false);
    var out = new ArrayList<Remote>();
    for (var there : from.values()) {
      if (out.size() >= limit) {
        break;
      }
      out.addAll(there.values());
    }
    return out;
  }

  @Override
  public void putRemote(Remote remote) {
    Kept.entry(remote.entry());
    remotes
        .computeIfAbsent(remote.entry().path(), _ -> new TreeMap<>())
        .put(remote.device(), remote);
  }

  @Override
  public void removeRemote(RelPath path, NodeId device) {
    TreeMap<NodeId, Remote> there = remotes.get(path);
    if (there != null) {
      there.remove(device);
      if (there.isEmpty()) {
        remotes.remove(path);
      }
    }
  }

  @Override
  public void dropRemotes(NodeId device) {
    remotes.values().forEach(there -> there.remove(device));
    remotes.values().removeIf(Map::isEmpty);
  }

  @Override
  public Mark mark(NodeId device) {
    return marks.getOrDefault(device, Mark.NONE);
  }

  @Override
  public void mark(NodeId device, Mark mark) {
    long before = mark(device).index();
    if (mark.index() == 0) {
      past.remove(device);
    } else if (before != mark.index() && before != 0) {
      past.computeIfAbsent(device, _ -> new HashSet<>()).add(before);
    }
    marks.put(device, mark);
  }

  @Override
  public Optional<String> label(long maker) {
    return Optional.ofNullable(labels.get(maker));
  }

  @Override
  public void label(long maker, String label) {
    labels.putIfAbsent(maker, label);
  }

  @Override
  public Need need() {
    return new Need(remotes.size(), 0);
  }

  @Override
  public List<Item> children(Optional<RelPath> directory) {
    return live(directory, Integer.MAX_VALUE).stream().map(MemoryIndex::item).toList();
  }

  @Override
  public Optional<Item> at(RelPath path) {
    return row(path).filter(r -> r.observed().isPresent()).map(MemoryIndex::item);
  }

  private static Item item(Row row) {
    return new Item(row.entry().path(), row.observed().orElseThrow());
  }
}
