package app.bothways.sync;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a person looks at and decides inside one folder. Any thread may call; what a method has
 * returned from is done on this disk, and other devices learn of it like of any change.
 */
public interface FolderCare {
  /** One name in which this device differs from others until a person decides. */
  record Difference(RelPath path, Kind kind) {
    /** Why it differs. */
    public enum Kind {
      /** Others have it otherwise; this folder only sends. */
      NOT_TAKEN,
      /** Changed or deleted here; this folder only receives. */
      CHANGED_HERE,
      /** Came into being here; this folder only receives. */
      ONLY_HERE,
      /** Was changed here and is given up as soon as others tell what they have. */
      GIVEN_UP
    }
  }

  /**
   * A conflict copy.
   *
   * @param path what it is a copy of, if that still has its name
   * @param maker the device that made what the copy holds, as it calls itself
   */
  record ConflictCopy(RelPath path, RelPath copy, String maker, long size) {}

  /** Which content of a conflict holds at the file's name; what goes is among the versions. */
  enum Keep {
    THIS,
    OTHER,
    /** The copy becomes a file of its own. */
    BOTH
  }

  /**
   * The ignore files as they stand.
   *
   * @param own lines of this device's own file, as written
   * @param shared lines of the file that all devices share
   * @param faults lines that cannot be understood
   */
  record IgnoreLines(List<String> own, List<String> shared, List<String> faults) {
    public IgnoreLines {
      own = List.copyOf(own);
      shared = List.copyOf(shared);
      faults = List.copyOf(faults);
    }
  }

  void mode(FolderId folder, FolderMode mode) throws RefusedException;

  /** In a folder that only sends: what is here shall hold everywhere. */
  void override(FolderId folder) throws RefusedException;

  /**
   * In a folder that only receives: what was changed here gives way to what others have. Files that
   * only this device has go to the versions, as does all that is replaced.
   */
  void revert(FolderId folder) throws RefusedException, InterruptedException;

  /**
   * Where a path stands on this device's disk, where its name may be written in another way.
   * Nothing need be there.
   */
  Path place(FolderId folder, RelPath path) throws RefusedException;

  /** At most a thousand. */
  List<Difference> differences(FolderId folder) throws RefusedException, InterruptedException;

  Keeping keeping(FolderId folder) throws RefusedException;

  void keeping(FolderId folder, Keeping keeping) throws RefusedException;

  /** Of one path or all, newest first within a path. */
  List<KeptVersion> versions(FolderId folder, Optional<RelPath> path) throws RefusedException;

  /** Makes a path hold a version, as if by hand; what was there becomes a version itself. */
  void restore(FolderId folder, RelPath path, String version) throws RefusedException;

  /** By path; at most a thousand. */
  List<ConflictCopy> conflicts(FolderId folder) throws RefusedException;

  /**
   * @param path the file, or one of its conflict copies when it has several
   */
  void resolve(FolderId folder, RelPath path, Keep keep) throws RefusedException;

  Explanation explain(FolderId folder, RelPath path) throws RefusedException, InterruptedException;

  IgnoreLines ignoring(FolderId folder) throws RefusedException;

  /**
   * Adds lines at the end of this device's own file and takes others away.
   *
   * @param remove lines as they are written there
   */
  IgnoreLines ignore(FolderId folder, List<String> add, List<String> remove)
      throws RefusedException;
}
