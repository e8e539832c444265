package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Stored;
import app.bothways.sync.fs.Fs;
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
  private record One(Stored.Small small, Path part, Optional<Stored> failed) {}

  StageBatch(Stage stage, GroupSync group) {
    this.stage = stage;
    this.group = group;
  }

  void add(Stored.Small small) {
    Workplace workplace = stage.workplace();
    Path part = workplace.staged(small.content() + "-" + workplace.number() + Stage.UNFINISHED);
    boolean begun = false;
    try {
      if (!Hasher.hash(small.bytes()).equals(small.content())) {
        throw new DiskException(DiskErrors.make(ErrorCode.CONTENT_DAMAGED, "", "other content"));
      }
      begun = true;
      workplace.fs().writeNew(part, small.bytes());
      all.add(new One(small, part, Optional.empty()));
    } catch (IOException failed) {
      if (begun) {
        stage.deleteQuietly(part);
      }
      all.add(new One(small, part, Optional.of(fault(failed))));
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
    Fs fs = stage.workplace().fs();
    for (One one : all) {
      Optional<Stored> failed = one.failed().or(() -> unsynced);
      if (failed.isEmpty()) {
        // CRASH: a name without the suffix means that the content is whole and on disk.
        String name = one.part().getFileName().toString();
        String plain = name.substring(0, name.length() - Stage.UNFINISHED.length());
        try {
          fs.publish(one.part(), stage.workplace().staged(plain));
          out.add(
              new Stored.Whole(
                  new Staged(plain, one.small().bytes().length, one.small().content())));
          continue;
        } catch (IOException e) {
          failed = Optional.of(fault(e));
        }
      }
      stage.deleteQuietly(one.part());
      out.add(failed.get());
    }
    all.clear();
    return out;
  }

  private Optional<Stored> sync() {
    try {
      group.sync(all.stream().filter(one -> one.failed().isEmpty()).map(One::part).toList());
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(fault(failed));
    }
  }

  @Override
  public void close() {
    all.forEach(one -> stage.deleteQuietly(one.part()));
  }
}
