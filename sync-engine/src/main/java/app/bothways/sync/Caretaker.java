package app.bothways.sync;

import app.bothways.sync.FolderCare.Difference.Kind;
import app.bothways.sync.core.Event;
import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.model.Version;
import app.bothways.sync.plan.ConflictName;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Does what people decide inside folders. */
final class Caretaker implements FolderCare {
  private static final int MOST = 1000;

  private final FolderStore store;
  private final OpenFolders folders;

  Caretaker(FolderStore store, OpenFolders folders) {
    this.store = store;
    this.folders = folders;
  }

  private FolderRuntime open(FolderId id) throws RefusedException {
    FolderStore.Folder folder = store.existing(id);
    FolderRuntime running =
        folders
            .running(id)
            .orElseThrow(() -> notOpen(folder, folders.broken(id).map(SyncError::text).orElse("")));
    var root = running.disk().checkRoot();
    if (root.isPresent()) {
      throw notOpen(folder, root.get().text());
    }
    return running;
  }

  private static RefusedException notOpen(FolderStore.Folder folder, String why) {
    return new RefusedException(
        Refusal.FOLDER_NOT_OPEN, ("The folder " + folder.name() + " is not open. " + why).strip());
  }

  private static RefusedException failed(IOException e) {
    return new RefusedException(Refusal.DISK, String.valueOf(e.getMessage()));
  }

  private static HandEdits edits(FolderRuntime folder) {
    return new HandEdits(
        folder.disk(), InstantSource.system(), paths -> folder.post(new Event.LookAt(paths)));
  }

  private static void needs(FolderStore.Folder folder, FolderMode mode, String what)
      throws RefusedException {
    if (folder.mode() != mode) {
      throw new RefusedException(
          Refusal.WRONG_MODE, "The folder " + folder.name() + " does not only " + what + ".");
    }
  }

  @Override
  public void mode(FolderId id, FolderMode mode) throws RefusedException {
    store.existing(id);
    store.mode(id, mode);
    folders.running(id).ifPresent(f -> f.post(new Event.Mode(mode)));
  }

  @Override
  public void override(FolderId id) throws RefusedException {
    needs(store.existing(id), FolderMode.SEND_ONLY, "send");
    open(id).post(new Event.MineHolds());
  }

  @Override
  public void revert(FolderId id) throws RefusedException, InterruptedException {
    needs(store.existing(id), FolderMode.RECEIVE_ONLY, "receive");
    FolderRuntime folder = open(id);
    HandEdits edits = edits(folder);
    try {
      List<Row> rows = ask(folder, m -> m.inside().local(Optional.empty(), MOST));
      while (!rows.isEmpty()) {
        RelPath last = rows.getLast().entry().path();
        for (Row row : rows) {
          if (row.entry().version().hlc() == Version.LOCAL_CHANGE && row.observed().isPresent()) {
            folder.disk().keepVersion(row.entry().path(), row.observed().get());
          }
        }
        giveUp(edits, rows);
        rows = ask(folder, m -> m.inside().local(Optional.of(last), MOST));
      }
    } catch (IOException e) {
      throw failed(e);
    }
    folder.post(new Event.TheirsHold());
  }

  /** What nobody else knows goes to the versions; directories after what they hold. */
  private static void giveUp(HandEdits edits, List<Row> rows) throws IOException, RefusedException {
    var own = new ArrayList<Row>();
    rows.stream().filter(r -> r.entry().version().hlc() == Version.LOCAL_NEW).forEach(own::add);
    own.sort(Comparator.comparing((Row r) -> r.entry().path()).reversed());
    for (Row row : own) {
      try {
        edits.remove(row.entry().path());
      } catch (RefusedException stays) {
        if (!(row.observed().orElseThrow() instanceof Observed.Dir)) {
          throw stays;
        }
        // A directory that holds something ignored stays, as a change of this device.
      }
    }
  }

  @Override
  public List<Difference> differences(FolderId id) throws RefusedException, InterruptedException {
    return ask(
        open(id),
        machine -> {
          var out = new ArrayList<Difference>();
          machine.inside().left().forEach(path -> out.add(new Difference(path, Kind.NOT_TAKEN)));
          machine.inside().local(Optional.empty(), MOST).stream()
              .map(Caretaker::difference)
              .forEach(out::add);
          return out.stream().limit(MOST).toList();
        });
  }

  private static Difference difference(Row row) {
    long hlc = row.entry().version().hlc();
    Kind kind =
        hlc == Version.LOCAL_NEW
            ? Kind.ONLY_HERE
            : hlc == Version.YIELDING ? Kind.GIVEN_UP : Kind.CHANGED_HERE;
    return new Difference(row.entry().path(), kind);
  }

  private static <T> T ask(
      FolderRuntime folder,
      java.util.function.Function<app.bothways.sync.core.FolderMachine, T> question)
      throws RefusedException, InterruptedException {
    try {
      return folder.ask(question);
    } catch (CancellationException closed) {
      throw notOpen(folder.folder(), "It is just being opened again.");
    }
  }

  @Override
  public Keeping keeping(FolderId id) throws RefusedException {
    return store.existing(id).keeping();
  }

  @Override
  public void keeping(FolderId id, Keeping keeping) throws RefusedException {
    store.existing(id);
    store.keeping(id, keeping);
    folders.running(id).ifPresent(f -> f.disk().keeping(keeping));
  }

  @Override
  public List<KeptVersion> versions(FolderId id, Optional<RelPath> path) throws RefusedException {
    try {
      return open(id).disk().versions(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void restore(FolderId id, RelPath path, String version) throws RefusedException {
    try {
      edits(open(id)).restore(path, version);
    } catch (NoSuchFileException none) {
      throw new RefusedException(
          Refusal.NO_SUCH_VERSION, "There is no version " + version + " of '" + path + "'.");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public List<ConflictCopy> conflicts(FolderId id) throws RefusedException {
    var out = new ArrayList<ConflictCopy>();
    for (Row row : open(id).file().conflictCopies(MOST)) {
      RelPath copy = row.entry().path();
      ConflictName.originalOf(copy)
          .ifPresent(
              path ->
                  out.add(
                      new ConflictCopy(
                          path,
                          copy,
                          ConflictName.makerOf(copy).orElse(""),
                          row.observed().map(o -> o.stamp().size()).orElse(0L))));
    }
    out.sort(Comparator.comparing(ConflictCopy::path).thenComparing(ConflictCopy::copy));
    return out;
  }

  @Override
  public void resolve(FolderId id, RelPath path, Keep keep) throws RefusedException {
    FolderRuntime folder = open(id);
    List<ConflictCopy> copies =
        conflicts(id).stream().filter(c -> c.path().equals(path) || c.copy().equals(path)).toList();
    if (copies.isEmpty()) {
      throw new RefusedException(Refusal.NO_CONFLICT, "'" + path + "' is in no conflict.");
    }
    if (keep == Keep.OTHER && copies.size() > 1) {
      throw new RefusedException(
          Refusal.SEVERAL_COPIES, "'" + path + "' has " + copies.size() + " conflict copies.");
    }
    try {
      for (ConflictCopy copy : copies) {
        resolve(folder, copy, keep);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void resolve(FolderRuntime folder, ConflictCopy copy, Keep keep)
      throws IOException, RefusedException {
    HandEdits edits = edits(folder);
    switch (keep) {
      case THIS -> edits.remove(copy.copy());
      case OTHER -> edits.replace(copy.path(), copy.copy());
      case BOTH -> edits.rename(copy.copy(), free(edits, copy));
    }
  }

  private static RelPath free(HandEdits edits, ConflictCopy copy)
      throws IOException, RefusedException {
    for (int n = 1; n <= 100; n++) {
      RelPath name = ConflictName.plain(copy.path(), copy.maker(), n);
      if (edits.look(name).isEmpty()) {
        return name;
      }
    }
    throw new RefusedException(Refusal.CHANGING, "No name is free for '" + copy.copy() + "'.");
  }

  @Override
  public Explanation explain(FolderId id, RelPath path)
      throws RefusedException, InterruptedException {
    FolderRuntime folder = open(id);
    Explanation known = ask(folder, machine -> machine.inside().explain(path, folder.members()));
    return known.here().isPresent()
        ? folder.disk().nameHere(path).map(known::called).orElse(known)
        : known;
  }

  @Override
  public Path place(FolderId id, RelPath path) throws RefusedException {
    try {
      return open(id).disk().place(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public IgnoreLines ignoring(FolderId id) throws RefusedException {
    try {
      return IgnoreEdit.read(open(id).disk(), store.existing(id).path());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public IgnoreLines ignore(FolderId id, List<String> add, List<String> remove)
      throws RefusedException {
    FolderRuntime folder = open(id);
    try {
      IgnoreEdit.change(store.existing(id).path(), add, remove);
    } catch (IOException e) {
      throw failed(e);
    }
    folder.post(new Event.LookAt(Set.of(RelPath.of(app.bothways.sync.ignore.IgnoreRules.OWN))));
    return ignoring(id);
  }
}
