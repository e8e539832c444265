package app.bothways.sync.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The system's way to tell of changes in directories. */
interface Notices {
  /**
   * Also of one that is watched already, perhaps under another name before: then this one holds.
   */
  void register(Path directory) throws IOException;

  /**
   * Waits until something is told, or the time is up.
   *
   * @param atMost empty: for ever
   * @throws ClosedWatchServiceException after {@link #close}
   */
  List<Notice> await(Optional<Duration> atMost) throws IOException, InterruptedException;

  /** Ends the waiting; any thread. */
  void close() throws IOException;

  /** The last call, by the thread that waited or, if none did, by who made it. */
  void release();
}
