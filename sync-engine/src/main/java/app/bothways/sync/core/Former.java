package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index.Mark;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the {@link Index} about what was before: databases that this device or others have
 * lost ({@link LostHere}, {@link LostElsewhere}), and how far others had been heard before they
 * were asked for everything anew ({@link HeardBefore}). Little, and seldom changed: this keeps it
 * in memory, and an index on a disk brings each change there, too.
 *
 * <p>CRASH: all of it changes together with the rows and marks of the same event. Forgotten by a
 * restart it would let deletions take what had come back (PutBackTest), and old copies of databases
 * go unnoticed (OldCopyTest).
 */
public class Former {
  private long lastFound = Long.MIN_VALUE;
  private final Set<Long> actors = new HashSet<>();
  private final Map<Optional<NodeId>, Map<RelPath, Entry>> had = new HashMap<>();
  private final Map<NodeId, Long> settled = new HashMap<>();
  private final Map<NodeId, Mark> furthest = new HashMap<>();

  /** The greatest change time of what this database found when it was begun. */
  public long lastFound() {
    return lastFound;
  }

  public void lastFound(long nanos) {
    lastFound = nanos;
  }

  /** Former databases of this device, as far as others have told. */
  public Set<Long> actors() {
    return actors;
  }

  public void addActor(long id) {
    actors.add(id);
  }

  /** What former databases of a device, or of this one for nobody, are known to have had there. */
  public Optional<Entry> had(Optional<NodeId> device, RelPath path) {
    return Optional.ofNullable(had.getOrDefault(device, Map.of()).get(path));
  }

  /** All of that. */
  public List<Entry> had(Optional<NodeId> device) {
    return List.copyOf(had.getOrDefault(device, Map.of()).values());
  }

  public void setHad(Optional<NodeId> device, Entry entry) {
    had.computeIfAbsent(device, _ -> new HashMap<>()).put(entry.path(), entry);
  }

  /** Of how many names that is remembered. */
  public int names(Optional<NodeId> device) {
    return had.getOrDefault(device, Map.of()).size();
  }

  /** Up to which sequence of this index former databases of the device had come to terms. */
  public long settled(NodeId device) {
    return settled.getOrDefault(device, 0L);
  }

  public void settled(NodeId device, long seq) {
    settled.put(device, seq);
  }

  /** How far the device had been heard before it was asked for everything anew. */
  public Mark furthest(NodeId device) {
    return furthest.getOrDefault(device, Mark.NONE);
  }

  public void furthest(NodeId device, Mark mark) {
    furthest.put(device, mark);
  }

  /** The device is no member any more. */
  public void forget(NodeId device) {
    had.remove(Optional.of(device));
    settled.remove(device);
    furthest.remove(device);
  }

  /** Takes over all that {@code other} holds. */
  protected void putAll(Former other) {
    lastFound = other.lastFound;
    actors.addAll(other.actors);
    other.had.forEach((device, names) -> had.put(device, new HashMap<>(names)));
    settled.putAll(other.settled);
    furthest.putAll(other.furthest);
  }
}
