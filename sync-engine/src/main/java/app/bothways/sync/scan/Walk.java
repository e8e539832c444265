package app.bothways.sync.scan;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One walk over the tree on one thread: each directory's names are joined, in order, with what was
 * known of it. What is there is told at once, parents first; what is gone is kept until the end.
 */
final class Walk implements AutoCloseable {
  private final Scanner scanner;
  private final Scanner.Request request;
  private final Readings readings;
  private final Renamed renamed;
  private final List<Known.Item> gone = new ArrayList<>();

  /** Known directories that were found to be such in this walk; targets come side by side. */
  private final Set<RelPath> directories = new HashSet<>();

  private final HeldParent parents;

  /** Whether anything at all was known: otherwise nothing can have been renamed. */
  private boolean knowsSome;

  Walk(Scanner scanner, Scanner.Request request) {
    this.scanner = scanner;
    this.request = request;
    this.parents = new HeldParent(scanner.root());
    this.readings = new Readings(scanner, request);
    this.renamed = new Renamed(scanner);
  }

  /** What more has to be looked at, lest one thing be taken for another. */
  List<RelPath> alsoMeant(List<RelPath> targets) {
    var meant = new ArrayList<RelPath>();
    // A watcher tells of each thing in a directory that was taken away with all that it held.
    Set<Optional<RelPath>> gone = new HashSet<>();
    for (RelPath target : targets) {
      if (gone.contains(target.parent())) {
        continue;
      }
      try {
        for (String name : parents.of(target).alsoMeant(target.name())) {
          meant.add(target.sibling(name));
        }
      } catch (NoSuchFileException | NotDirectoryException surely) {
        gone.add(target.parent());
      } catch (IOException | IllegalArgumentException cannotTell) {
        // No disk has a second one of a name that is too long with a mark; what else is wrong, the
        // look at the target tells.
        continue;
      }
    }
    parents.close();
    return meant;
  }

  /** Scans a file or directory; from its topmost ancestor on that is not what was known. */
  void target(RelPath path) throws IOException {
    knowsSome = true;
    List<String> names = path.names();
    Optional<RelPath> soFar = Optional.empty();
    for (int i = 0; i < names.size() - 1; i++) {
      String name = names.get(i);
      RelPath next = soFar.map(p -> p.child(name)).orElseGet(() -> RelPath.of(name));
      if (!directories.contains(next)) {
        Optional<Known.Item> known = request.known().at(next);
        boolean knownDir = known.filter(k -> k.observed() instanceof Observed.Dir).isPresent();
        if (!knownDir || !isDirectory(next)) {
          single(next, known);
          return;
        }
        directories.add(next);
      }
      soFar = Optional.of(next);
    }
    single(path, request.known().at(path));
  }

  private boolean isDirectory(RelPath path) throws IOException {
    try (Dir parent = scanner.root().parentOf(path)) {
      return scanner.fs().lstat(parent.resolve(path.name())).kind() == Meta.Kind.DIR;
    } catch (IOException cannot) {
      return false;
    }
  }

  private void single(RelPath path, Optional<Known.Item> known) throws IOException {
    try {
      Dir parent = parents.of(path);
      Listing.Item item = new Listing.Item(path, scanner.fs().lstat(parent.resolve(path.name())));
      if (request.skips(path, item.meta().kind())) {
        return;
      }
      present(item, known).ifPresent(this::tell);
      if (item.meta().kind() == Meta.Kind.DIR) {
        directory(Optional.of(path));
      }
    } catch (NoSuchFileException | NotDirectoryException surely) {
      known.ifPresent(this::goneWithAllBelow);
    } catch (IOException failed) {
      tell(new Finding.Unknown(path, DiskErrors.reading(path.toString(), failed)));
    }
  }

  @Override
  public void close() {
    parents.close();
  }

  /** Scans a directory that is there, and all below it. */
  void directory(Optional<RelPath> directory) throws IOException {
    if (request.cancelled().getAsBoolean()) {
      return;
    }
    Listing listing;
    try (Dir dir = scanner.root().enter(directory)) {
      listing = Listing.of(scanner.fs(), dir, directory);
    } catch (NoSuchFileException | NotDirectoryException surely) {
      directory.flatMap(request.known()::at).ifPresent(this::goneWithAllBelow);
      return;
    } catch (IOException failed) {
      if (directory.isEmpty()) {
        throw failed;
      }
      String path = directory.get().toString();
      tell(new Finding.Unknown(directory.get(), DiskErrors.reading(path, failed)));
      return;
    }
    listing.unknown().forEach(this::tell);
    List<RelPath> unknown = listing.unknown().stream().map(Finding.Unknown::path).toList();
    join(listing.items(), request.known().children(directory), unknown);
    for (Listing.Item item : listing.items()) {
      if (item.meta().kind() == Meta.Kind.DIR && !request.skips(item.path(), item.meta().kind())) {
        directory(Optional.of(item.path()));
      }
    }
  }

  private void join(List<Listing.Item> items, List<Known.Item> known, List<RelPath> unknown) {
    knowsSome |= !known.isEmpty();
    Iterator<Known.Item> rows = known.iterator();
    Optional<Known.Item> row = next(rows);
    for (Listing.Item item : items) {
      while (row.isPresent() && row.get().path().compareTo(item.path()) < 0) {
        missing(row.get(), unknown);
        row = next(rows);
      }
      boolean same = row.isPresent() && row.get().path().equals(item.path());
      if (!request.skips(item.path(), item.meta().kind())) {
        present(item, same ? row : Optional.empty()).ifPresent(this::tell);
      }
      row = same ? next(rows) : row;
      readings.item();
    }
    while (row.isPresent()) {
      missing(row.get(), unknown);
      row = next(rows);
    }
  }

  private static Optional<Known.Item> next(Iterator<Known.Item> rows) {
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  /** What to tell at once of something that is there; a file's content is read in time. */
  private Optional<Finding> present(Listing.Item item, Optional<Known.Item> known) {
    RelPath path = item.path();
    boolean wasDir = known.filter(k -> k.observed() instanceof Observed.Dir).isPresent();
    if (wasDir && item.meta().kind() != Meta.Kind.DIR) {
      request.known().children(Optional.of(path)).forEach(this::goneWithAllBelow);
    }
    return switch (item.meta().kind()) {
      case DIR -> ifOther(path, known, new Observed.Dir(Stamps.of(item.meta())));
      case LINK -> link(item, known);
      case FILE -> {
        boolean same =
            known.map(Known.Item::observed).orElse(null) instanceof Observed.File file
                && file.stamp().equals(Stamps.of(item.meta()));
        if (!same && !(knowsSome && renamed.takes(item, known))) {
          readings.add(item, known);
        }
        yield Optional.empty();
      }
      case OTHER ->
          Optional.of(
              new Finding.Unknown(
                  path,
                  DiskErrors.make(
                      ErrorCode.UNSUPPORTED_KIND, path.toString(), "a device, pipe or socket")));
    };
  }

  private Optional<Finding> link(Listing.Item item, Optional<Known.Item> known) {
    RelPath path = item.path();
    var stamp = Stamps.of(item.meta());
    if (known.map(Known.Item::observed).orElse(null) instanceof Observed.Link was
        && was.stamp().equals(stamp)) {
      return Optional.empty();
    }
    try (Dir parent = scanner.root().parentOf(path)) {
      String target = scanner.fs().readLink(parent.resolve(path.name()));
      return ifOther(path, known, new Observed.Link(stamp, target));
    } catch (NoSuchFileException | NotDirectoryException justGone) {
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(new Finding.Unknown(path, DiskErrors.reading(path.toString(), failed)));
    }
  }

  private static Optional<Finding> ifOther(RelPath path, Optional<Known.Item> known, Observed now) {
    return known.filter(k -> k.observed().equals(now)).isPresent()
        ? Optional.empty()
        : Optional.of(new Finding.Present(path, now));
  }

  /** Known, but not in the listing: gone only if the system says so when asked by name. */
  private void missing(Known.Item known, List<RelPath> unknown) {
    RelPath path = known.path();
    if (unknown.contains(path)) {
      return;
    }
    try (Dir parent = scanner.root().parentOf(path)) {
      scanner.fs().lstat(parent.resolve(path.name()));
      // RACE: it came (back) after the directory was read; the next scan sees it.
    } catch (NoSuchFileException | NotDirectoryException surely) {
      goneWithAllBelow(known);
    } catch (IOException failed) {
      tell(new Finding.Unknown(path, DiskErrors.reading(path.toString(), failed)));
    }
  }

  private void goneWithAllBelow(Known.Item known) {
    if (known.observed() instanceof Observed.Dir) {
      request.known().children(Optional.of(known.path())).forEach(this::goneWithAllBelow);
    }
    gone.add(known);
  }

  private void tell(Finding finding) {
    if (!request.cancelled().getAsBoolean()) {
      request.findings().accept(finding);
    }
  }

  void finishReading() throws IOException {
    renamed.settle(gone, this::tell, readings::add);
    readings.finish();
  }

  void tellGone() {
    gone.forEach(known -> tell(new Finding.Gone(known.path())));
  }
}
