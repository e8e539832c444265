package app.bothways.sync.core;

import app.bothways.sync.disk.Staged;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.plan.Resolution;
import java.util.Optional;

/** One name that a round brings to its new version. */
final class Item {
  final Entry entry;
  final Optional<Row> mine;

  /** What is here and must be kept under another name first. */
  Optional<Entry> aside;

  Optional<RelPath> asidePath = Optional.empty();
  Optional<Staged> asideStaged = Optional.empty();
  Optional<Staged> staged = Optional.empty();

  /** A deletion whose file becomes this one by a rename. */
  Optional<Item> moved = Optional.empty();

  boolean over;

  Item(Entry entry, Optional<Row> mine, Optional<Entry> aside) {
    this.entry = entry;
    this.mine = mine;
    this.aside = aside;
  }

  RelPath path() {
    return entry.path();
  }

  boolean isDeletion() {
    return entry instanceof Tombstone;
  }

  boolean makesDir() {
    return entry instanceof DirEntry;
  }

  boolean isHere() {
    return mine.flatMap(Row::observed).isPresent();
  }

  boolean dirIsHere() {
    return mine.isPresent() && mine.get().entry() instanceof DirEntry;
  }

  Optional<ContentId> contentHere() {
    return mine.flatMap(row -> row.entry().content());
  }

  /** Whether content must come from somewhere. */
  boolean needsContent() {
    return entry instanceof FileEntry file && !contentHere().equals(file.content());
  }

  /** Whether the disk has to be as it is, and only the version is another one. */
  boolean onlyAdopts() {
    Optional<Entry> here = mine.map(Row::entry);
    return isHere()
        && !dirIsHere()
        && Resolution.same(entry, here.orElseThrow())
        && Contents.sameMeta(entry, here);
  }

  long size() {
    return entry instanceof FileEntry file ? file.size() : 0;
  }
}
