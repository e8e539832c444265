package app.bothways.ui.folder;

import app.bothways.sync.Deleted;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderMode;
import app.bothways.sync.model.RelPath;
import app.bothways.ui.parts.FileManager;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/** What the page of one folder shows and does. Properties change on the FX thread. */
public final class FolderModel {
  /** The parts of the page. */
  public enum Tab {
    OVERVIEW,
    CONFLICTS,
    VERSIONS,
    WHY
  }

  private final OpenFolder folder;
  private final FileManager files;
  private final ObjectProperty<Optional<FolderPage>> page =
      new SimpleObjectProperty<>(Optional.empty());
  private final ObservableValue<Boolean> open = page.map(Optional::isPresent);
  private final ObjectProperty<Tab> tab = new SimpleObjectProperty<>(Tab.OVERVIEW);
  private final ConflictsModel conflicts;
  private final VersionsModel versions;
  private final DifferencesModel differences;
  private final WhyModel why;

  public FolderModel(Live live, FileManager files) {
    this.folder = new OpenFolder(live);
    this.files = files;
    conflicts = new ConflictsModel(folder);
    versions = new VersionsModel(folder);
    differences = new DifferencesModel(folder);
    why = new WhyModel(folder);
    live.each(this::show);
    tab.addListener((o, old, now) -> tick());
  }

  /** The page; empty while no folder is open. */
  ObjectProperty<Optional<FolderPage>> page() {
    return page;
  }

  /** Whether a folder is open. */
  public ObservableValue<Boolean> open() {
    return open;
  }

  public ObjectProperty<Tab> tab() {
    return tab;
  }

  StringProperty problem() {
    return folder.problem();
  }

  ConflictsModel conflicts() {
    return conflicts;
  }

  VersionsModel versions() {
    return versions;
  }

  DifferencesModel differences() {
    return differences;
  }

  WhyModel why() {
    return why;
  }

  /** Opens a folder by its id, at the first tab. */
  public void open(String id) {
    Optional<Snapshot> now = folder.live().snapshot().get();
    close();
    now.flatMap(n -> n.folders().stream().filter(f -> f.id().text().equals(id)).findFirst())
        .ifPresent(folder::open);
    now.ifPresent(this::show);
  }

  public void close() {
    folder.close();
    conflicts.reset();
    versions.reset();
    differences.reset();
    why.reset();
    tab.set(Tab.OVERVIEW);
    page.set(Optional.empty());
  }

  private void show(Snapshot now) {
    if (folder.status().isEmpty()) {
      return;
    }
    folder.follow(now);
    if (folder.status().isEmpty()) {
      close();
      return;
    }
    page.set(folder.status().map(f -> FolderPages.page(f, now)));
    tick();
  }

  /** Only what is on screen is looked at. */
  private void tick() {
    if (folder.status().isEmpty()) {
      return;
    }
    switch (tab.get()) {
      case OVERVIEW -> differences.tick();
      case CONFLICTS -> conflicts.tick();
      case VERSIONS -> versions.tick();
      case WHY -> why.tick();
    }
  }

  void pauseOrResume() {
    page.get()
        .ifPresent(
            p ->
                folder
                    .live()
                    .ask(
                        app -> {
                          if (p.row().paused()) {
                            app.resumeFolder(p.row().id());
                          } else {
                            app.pauseFolder(p.row().id());
                          }
                        },
                        problem()::set));
  }

  void scan() {
    page.get().ifPresent(p -> folder.live().ask(a -> a.scanFolder(p.row().id()), problem()::set));
  }

  void mode(FolderMode mode) {
    folder.act((care, id) -> care.mode(id, mode), differences::again);
  }

  void override() {
    folder.act(FolderCare::override, differences::again);
  }

  void revert() {
    folder.act(FolderCare::revert, differences::again);
  }

  /** What becomes of the many files that were deleted at once. */
  void decide(Deleted deleted) {
    page.get()
        .ifPresent(
            p ->
                folder
                    .live()
                    .ask(app -> app.decideDeletions(p.row().id(), deleted), problem()::set));
  }

  /** Asks why one path is as it is, on the tab for that. */
  void explain(String path) {
    tab.set(Tab.WHY);
    why.ask(path);
  }

  /** Shows the folder, or a path in it, in the file manager of the desktop. */
  void showInFolder(String path) {
    files(path, FileManager::show);
  }

  void openFile(String path) {
    files(path, FileManager::open);
  }

  @FunctionalInterface
  private interface Look {
    boolean at(FileManager files, Path place);
  }

  private void files(String path, Look look) {
    folder.look(
        (care, status) -> {
          // On this disk a name may be written in another way than in the folder.
          Path place = path.isEmpty() ? status.path() : care.place(status.id(), RelPath.of(path));
          return look.at(files, place) ? "" : Texts.of("folder.cannot-open", place);
        },
        problem()::set,
        problem()::set);
  }
}
