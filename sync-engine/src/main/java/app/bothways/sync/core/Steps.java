package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Step;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.Tombstone;
import java.util.List;
import java.util.Optional;

/** The steps on disk that bring an item to its version. */
final class Steps {
  private Steps() {}

  private static Optional<Observed> here(Item item) {
    return item.mine.flatMap(Row::observed);
  }

  static List<Step> remove(Item item) {
    return List.of(new Step.Remove(item.path(), here(item).orElseThrow()));
  }

  static List<Step> makeDir(Item item) {
    Step make = new Step.MakeDir(item.path());
    return here(item)
        .<List<Step>>map(there -> List.of(new Step.Remove(item.path(), there), make))
        .orElseGet(() -> List.of(make));
  }

  /** A file or link in place of a file, a link or nothing. */
  static List<Step> put(Item item) {
    if (item.moved.isPresent()) {
      Item source = item.moved.get();
      return List.of(
          new Step.Move(source.path(), item.path(), source.mine.orElseThrow().observed().get()));
    }
    if (item.needsContent() && here(item).filter(o -> o instanceof Observed.Link).isPresent()) {
      return replaceDir(item);
    }
    if (item.entry instanceof LinkEntry
        && here(item).filter(o -> o instanceof Observed.File).isPresent()) {
      return replaceDir(item);
    }
    if (item.onlyAdopts()) {
      return List.of(new Step.Confirm(item.path(), here(item).orElseThrow()));
    }
    return List.of(put(item, here(item)));
  }

  /** Takes away what is there, then puts the item. */
  static List<Step> replaceDir(Item item) {
    return List.of(
        new Step.Remove(item.path(), here(item).orElseThrow()), put(item, Optional.empty()));
  }

  private static Step put(Item item, Optional<Observed> expected) {
    return switch (item.entry) {
      case FileEntry file ->
          item.staged.isPresent()
              ? new Step.PutFile(
                  file.path(), item.staged.get(), file.mtimeNanos(), file.executable(), expected)
              : new Step.SetMeta(
                  file.path(), file.mtimeNanos(), file.executable(), expected.orElseThrow());
      case LinkEntry link -> new Step.PutLink(link.path(), link.target(), expected);
      case DirEntry dir -> new Step.MakeDir(dir.path());
      case Tombstone gone -> throw new IllegalStateException(gone + " cannot be put");
    };
  }
}
