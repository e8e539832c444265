package app.bothways.sync.disk;

import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A folder's tree on this device. Several threads may call at once; steps that touch one path are
 * done one after the other.
 *
 * <p>Nothing outside the root is ever touched, whatever a path or a link says. Nothing but {@code
 * .bothways/} below the root is the engine's own. After a crash at any moment every user path holds
 * a whole old or a whole new content, and {@link #recover} puts the rest in order.
 */
public interface FolderDisk extends AutoCloseable {
  /** Whether the root is there and is the one that it was (marker and volume); empty when well. */
  Optional<SyncError> checkRoot();

  /**
   * Finishes or undoes what a crash interrupted; to be called before anything else. Where that
   * fails, as the root is not there yet, the next scan does it before it looks at anything; so it
   * does when the root went away in the middle of a step.
   */
  void recover() throws IOException;

  /**
   * Compares the tree, or only {@code below} (files or directories), with what is known, and tells
   * every difference, parents before children for what is present, children before parents for what
   * is gone. Content is read only where metadata changed; a file that was renamed since the last
   * scan is told as what it was ({@link Stamps#UNREAD}) and read by the next. What is gone is told
   * last, after the root was found to be still there.
   *
   * @param below empty for the whole tree
   * @param cancelled asked often; when true the scan ends early without a further finding
   */
  void scan(
      List<RelPath> below,
      Known known,
      BooleanSupplier cancelled,
      Consumer<Finding> findings,
      ScanProgress progress)
      throws IOException;

  /**
   * From now on {@code told} hears of each directory, by its place on this disk, before a scan
   * lists it; on a thread of the scan.
   */
  default void entering(Consumer<Path> told) {}

  /** How far a scan is: called about every hundred items and at least for every 16 MiB read. */
  interface ScanProgress {
    void seen(long items, long bytesRead);
  }

  /**
   * Writes {@code in} to the stage, checks size and content id, syncs it to disk.
   *
   * @throws DiskException {@code DISK_FULL}, {@code CONTENT_DAMAGED} (the stage is cleaned up)
   */
  Staged stage(InputStream in, long size, ContentId content) throws IOException;

  /** A staged file of that content left by an earlier run, if it is whole. */
  Optional<Staged> staged(ContentId content);

  void discard(Staged staged);

  /**
   * Small contents, checked and brought to disk together; the answers are in the same order. What
   * fails does so alone.
   */
  List<Stored> stageAll(List<Stored.Small> contents);

  /**
   * A larger content that comes piece by piece, begun or left by an earlier run. Room for what is
   * missing is kept free of others until it is closed. One at a time of each content.
   *
   * @throws DiskException {@code DISK_FULL}: nothing was begun
   */
  Partial partial(ContentId content, long size) throws IOException;

  /** What is there of a content that is not whole, to copy chunks from. */
  Optional<InputStream> openPartial(ContentId content);

  /** Deletes what is there of a content that is not wanted any more, unless it is being written. */
  void dropPartial(ContentId content);

  /**
   * A copy, on this disk, of a file that is known to hold {@code content}, verified while copied.
   */
  Optional<Staged> stageCopy(RelPath from, Observed expected, ContentId content);

  /** Applies steps in order; the results are in the same order. Directory entries are synced. */
  List<StepResult> apply(List<Step> steps);

  /**
   * Where a path stands on this disk: the names there may be others ({@code
   * decisions/0013-names-other-disks-cannot-hold.md}). It need not be there, but what it lies in.
   */
  Path place(RelPath path) throws IOException;

  /**
   * Opens a file to send it. The reader must hash what it sends: only content that matches counts.
   *
   * @throws DiskException when it is gone, unreadable, or not as {@code expected}
   */
  InputStream open(RelPath path, Observed expected) throws IOException;

  /**
   * Reads the folder's ignore files. From then on scans leave out what these rules ignore, and
   * removing a directory takes along what may be deleted in its way.
   *
   * @throws IOException when a file that is there cannot be read; the rules stay as they were
   */
  default RuleReader.Reading ignoreRules() throws IOException {
    return RuleReader.Reading.NOTHING;
  }

  /** How many versions are kept from now on; the trash can until this is called. */
  default void keeping(Keeping keeping) {}

  /** What was kept, of one path or of all; newest first within a path. */
  default List<KeptVersion> versions(Optional<RelPath> path) throws IOException {
    return List.of();
  }

  /**
   * Stages a copy of a version.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such version
   */
  default Staged stageVersion(RelPath path, String id) throws IOException {
    throw new java.nio.file.NoSuchFileException(id);
  }

  /** Makes sure that a file which is about to be removed will be among the versions. */
  default void keepVersion(RelPath path, Observed here) throws IOException {}

  /** A person says that what was held back, because it looked like a disaster, is meant so. */
  default void confirmed() {}

  /** Under which name a path lies here, where this disk cannot have it under its own. */
  default Optional<String> nameHere(RelPath path) {
    return Optional.empty();
  }

  /** Free bytes on the volume. */
  long freeBytes();

  @Override
  void close();
}
