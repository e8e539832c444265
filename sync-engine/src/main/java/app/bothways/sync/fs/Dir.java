package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory held while something is done directly in it. Where the system allows, {@link #path}
 * keeps leading to this very directory even when someone puts a link in its place meanwhile.
 */
public interface Dir extends AutoCloseable {
  Path path();

  /**
   * A single name in this directory: as it is, or in its decomposed Unicode form when only that one
   * is there, or what stands for one of {@link UnicodeTwins} or {@link CaseTwins}.
   *
   * @throws java.nio.file.FileSystemException when the system cannot have such a name
   */
  default Path resolve(String name) throws IOException {
    return Pins.eitherForm(path(), name);
  }

  /**
   * This directory, for a row of looks at what is in it, by one thread: a name whose case somebody
   * changes meanwhile may be found as it was called at the first of them. For whatever is changed,
   * a directory is entered anew.
   */
  default Dir looking() {
    return this;
  }

  /**
   * The name that all devices know, of what a listing of this directory named; empty when it is
   * none that this disk would be given.
   */
  default Optional<String> logical(String listed) {
    return Optional.of(listed);
  }

  /**
   * What of a listing of this directory is called otherwise than {@link #logical} says, since
   * something else here has that name: by the listed names.
   */
  default Map<String, String> twins(Collection<Path> listed) {
    return Map.of();
  }

  /**
   * What else is to be looked at when a name is: whatever is there may have got that name from it,
   * or give it back.
   *
   * @param name as all devices know it
   */
  default Set<String> alsoMeant(String name) throws IOException {
    return Set.of();
  }

  /**
   * What came while a name that differs in case only was taken, and so has a name of ours.
   *
   * @param here where it is
   * @param plain where it would be now
   */
  record Twin(Path here, Path plain) {}

  /**
   * Who may have the name that has just become free here; empty where the disk tells case apart,
   * and when nobody waits for it.
   *
   * @param freed as all devices know it
   */
  default Optional<Twin> twinFor(String freed) throws IOException {
    return Optional.empty();
  }

  @Override
  void close();
}
