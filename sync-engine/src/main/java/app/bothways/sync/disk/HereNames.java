package app.bothways.sync.disk;

import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.DiskNames;
import app.bothways.sync.fs.UnicodeTwins;
import app.bothways.sync.guard.Root;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Names as this disk has them, beside those that all devices know. */
final class HereNames {
  private HereNames() {}

  /** The name of a path here, when it is another; empty too when nobody can tell now. */
  static Optional<String> of(Root root, RelPath path) {
    try (Dir dir = root.parentOf(path)) {
      String here = dir.resolve(path.name()).getFileName().toString();
      return Normalizer.normalize(here, Normalizer.Form.NFC).equals(path.name())
          ? Optional.empty()
          : Optional.of(here);
    } catch (IOException cannotTell) {
      return Optional.empty();
    }
  }

  /**
   * Watchers tell the names that the disk has. Each path is looked at both as it is and as the path
   * that it may stand for.
   */
  static List<RelPath> withHints(Root root, List<RelPath> paths) {
    if (paths.isEmpty()) {
      return paths;
    }
    var all = new ArrayList<>(paths);
    try (Dir dir = root.enter(Optional.empty())) {
      for (RelPath path : paths) {
        Optional<RelPath> meant = logical(dir, path);
        meant.filter(m -> !m.equals(path)).ifPresent(all::add);
        all.addAll(twins(meant.orElse(path)));
        all.addAll(shown(dir, path));
      }
    } catch (IOException cannotTell) {
      return paths;
    }
    return all;
  }

  /** What the path may be to others, where one name on the way has a twin in other Unicode. */
  private static List<RelPath> twins(RelPath path) {
    return with(path, UnicodeTwins::hint);
  }

  /** What the path may be to others, where the mark of one name on the way has to show. */
  private static List<RelPath> shown(Dir anyDir, RelPath path) {
    return with(path, DiskNames::hint).stream()
        .flatMap(hint -> logical(anyDir, hint).stream())
        .toList();
  }

  /** The path with one of its names in another way, for each that has one. */
  private static List<RelPath> with(RelPath path, Function<String, Optional<String>> otherwise) {
    var paths = new ArrayList<RelPath>();
    for (int i = 0; i < path.names().size(); i++) {
      var names = new ArrayList<>(path.names());
      Optional<String> other = otherwise.apply(names.get(i));
      if (other.isPresent()) {
        names.set(i, other.get());
        RelPath.parse(String.join("/", names)).ifPresent(paths::add);
      }
    }
    return paths;
  }

  private static Optional<RelPath> logical(Dir anyDir, RelPath path) {
    var names = new ArrayList<String>();
    for (String name : path.names()) {
      Optional<String> logical = anyDir.logical(name);
      if (logical.isEmpty()) {
        return Optional.empty();
      }
      names.add(logical.get());
    }
    return RelPath.parse(String.join("/", names));
  }
}
