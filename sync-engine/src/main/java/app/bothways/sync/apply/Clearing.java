package app.bothways.sync.apply;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Empties a directory that is to go, when it holds nothing but what the person said may go with it.
 * Looks at everything first; one other name, and nothing is touched.
 */
final class Clearing {
  private static final int MOST = 10_000;
  private static final int DEEPEST = 100;

  private final Workplace workplace;
  private volatile Predicate<RelPath> yields = path -> false;

  Clearing(Workplace workplace) {
    this.workplace = workplace;
  }

  void names(Predicate<RelPath> may) {
    yields = may;
  }

  /** False when something must stay; nothing was deleted then. */
  boolean clear(Path directory, RelPath path) throws IOException {
    var going = new ArrayList<Path>();
    if (!gather(directory, path, going, 0)) {
      return false;
    }
    Fs fs = workplace.fs();
    for (Path one : going) {
      // RACE: a directory that was filled meanwhile is not empty and stays, with an error.
      if (fs.lstat(one).kind() == Meta.Kind.DIR) {
        fs.deleteDir(one);
      } else {
        fs.delete(one);
      }
    }
    return true;
  }

  /** What is below, contents before their directories. */
  private boolean gather(Path directory, RelPath path, List<Path> going, int depth)
      throws IOException {
    if (depth > DEEPEST) {
      return false;
    }
    for (Path name : workplace.fs().names(directory)) {
      Optional<RelPath> inside = RelPath.parse(path + "/" + name);
      if (inside.isEmpty() || !yields.test(inside.get()) || going.size() >= MOST) {
        return false;
      }
      Path child = directory.resolve(name);
      boolean isDir = workplace.fs().lstat(child).kind() == Meta.Kind.DIR;
      if (isDir && !gather(child, inside.get(), going, depth + 1)) {
        return false;
      }
      going.add(child);
    }
    return true;
  }
}
