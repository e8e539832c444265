package app.bothways.ui.folder;

import app.bothways.app.Refusal;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.RefusedException;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that is open on screen, and the way to ask about its inside. FX thread. */
final class OpenFolder {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFolder.class);

  /** Something that only looks. */
  @FunctionalInterface
  interface Looking<T> {
    T look(FolderCare care, FolderStatus folder)
        throws RefusedException, InterruptedException, Refusal;
  }

  /** Something that changes the folder. */
  @FunctionalInterface
  interface Acting {
    void act(FolderCare care, FolderId folder)
        throws RefusedException, InterruptedException, Refusal;
  }

  private final Live live;
  private final StringProperty problem = new SimpleStringProperty("");
  private Optional<FolderStatus> status = Optional.empty();

  OpenFolder(Live live) {
    this.live = live;
  }

  Live live() {
    return live;
  }

  /** What was refused last; empty when nothing was. */
  StringProperty problem() {
    return problem;
  }

  Optional<FolderStatus> status() {
    return status;
  }

  void open(FolderStatus folder) {
    status = Optional.of(folder);
    problem.set("");
  }

  void close() {
    status = Optional.empty();
    problem.set("");
  }

  /** Takes over how the folder stands now; closes it when it is not there any more. */
  void follow(Snapshot now) {
    status =
        status.flatMap(s -> now.folders().stream().filter(f -> f.id().equals(s.id())).findFirst());
  }

  /**
   * Looks without changing anything; nothing is called when the folder has been closed meanwhile.
   */
  <T> void look(Looking<T> looking, Consumer<T> show, Consumer<String> refused) {
    if (status.isEmpty()) {
      return;
    }
    FolderStatus folder = status.get();
    live.onWork(
        () -> {
          try {
            T seen = looking.look(live.app().care(), folder);
            live.onFx(() -> still(folder, () -> show.accept(seen)));
          } catch (RefusedException | Refusal no) {
            live.onFx(() -> still(folder, () -> refused.accept(no.getMessage())));
          } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
          } catch (UncheckedIOException unreadable) {
            LOG.warn("The inside of a folder could not be read", unreadable);
            String text = Refusal.notWritten(unreadable).getMessage();
            live.onFx(() -> still(folder, () -> refused.accept(text)));
          } catch (RuntimeException broken) {
            LOG.warn("The inside of a folder could not be looked at", broken);
            String text = Texts.of("problem.unexpected", broken.getClass().getSimpleName());
            live.onFx(() -> still(folder, () -> refused.accept(text)));
          }
        });
  }

  private void still(FolderStatus folder, Runnable then) {
    if (status.filter(s -> s.id().equals(folder.id())).isPresent()) {
      then.run();
    }
  }

  /** Changes something; a refusal becomes the {@link #problem()}. */
  void act(Acting acting, Runnable done) {
    if (status.isEmpty()) {
      return;
    }
    FolderStatus folder = status.get();
    problem.set("");
    live.ask(
        app -> {
          try {
            acting.act(app.care(), folder.id());
          } catch (RefusedException refused) {
            throw Refusal.of(refused);
          } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
          }
        },
        () -> still(folder, done),
        problem::set);
  }
}
