package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** An index in memory: takes findings and results as the engine would. */
final class MemoryKnown implements Known {
  private final TreeMap<RelPath, Observed> rows = new TreeMap<>();

  @Override
  public synchronized List<Item> children(Optional<RelPath> directory) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().parent().equals(directory))
        .map(row -> new Item(row.getKey(), row.getValue()))
        .toList();
  }

  @Override
  public synchronized Optional<Item> at(RelPath path) {
    return Optional.ofNullable(rows.get(path)).map(observed -> new Item(path, observed));
  }

  synchronized void take(Finding finding) {
    switch (finding) {
      case Finding.Present(RelPath path, Observed observed) -> rows.put(path, observed);
      case Finding.Gone(RelPath path) -> rows.remove(path);
      case Finding.Unknown unknown -> {}
    }
  }

  synchronized void put(RelPath path, Observed observed) {
    rows.put(path, observed);
  }

  synchronized TreeMap<RelPath, Observed> rows() {
    return new TreeMap<>(rows);
  }
}
