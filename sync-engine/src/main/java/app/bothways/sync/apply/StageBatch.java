package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Stored;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small contents written one after the other and brought to disk together. For one thread. */
final class StageBatch implements AutoCloseable {
  private final Stage stage;
  private final GroupSync group;
  private final List<One> all = new ArrayList<>();

  /** One of them, written; or why it failed. */
  private record One(Stored.Small small, String name, Optional<Stored> failed) {}

  StageBatch(Stage stage, GroupSync group) {
    this.stage = stage;
    this.group = group;
  }

  void add(Stored.Small small) {
    Workplace workplace = stage.workplace();
    String name = small.content() + "-" + workplace.number();
    Path file = workplace.staged(name);
    boolean begun = false;
    try {
      if (!Hasher.hash(small.bytes()).equals(small.content())) {
        throw new DiskException(DiskErrors.make(ErrorCode.CONTENT_DAMAGED, "", "other content"));
      }
      begun = true;
      // CRASH: it has its name before it is whole and on disk, which spares a second name for each.
      // Who finds it there afterwards hashes it and brings it to disk.
      workplace.fs().writeNew(file, small.bytes());
      all.add(new One(small, name, Optional.empty()));
    } catch (IOException failed) {
      if (begun) {
        stage.deleteQuietly(file);
      }
      all.add(new One(small, name, Optional.of(fault(failed))));
    }
  }

  private Stored fault(IOException failed) {
    var error = failed instanceof DiskException known ? known : stage.workplace().failure(failed);
    return new Stored.Failed(error.error());
  }

  /** In the order in which they were added. */
  List<Stored> finish() {
    Optional<Stored> unsynced = sync();
    var out = new ArrayList<Stored>(all.size());
    for (One one : all) {
      Optional<Stored> failed = one.failed().or(() -> unsynced);
      if (failed.isPresent()) {
        delete(one);
      }
      out.add(failed.orElseGet(() -> whole(one)));
    }
    all.clear();
    return out;
  }

  private static Stored whole(One one) {
    return new Stored.Whole(
        new Staged(one.name(), one.small().bytes().length, one.small().content()));
  }

  private void delete(One one) {
    stage.deleteQuietly(stage.workplace().staged(one.name()));
  }

  private Optional<Stored> sync() {
    try {
      group.sync(
          all.stream()
              .filter(one -> one.failed().isEmpty())
              .map(one -> stage.workplace().staged(one.name()))
              .toList());
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(fault(failed));
    }
  }

  @Override
  public void close() {
    all.forEach(this::delete);
  }
}
