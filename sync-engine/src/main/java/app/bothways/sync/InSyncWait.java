package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until folders are in sync. Sleeps until something has happened: {@link #ring} is called
 * after every change that could matter, and a ring between a look and the sleep is not missed.
 */
final class InSyncWait {
  /** How long a folder that nobody is connected to waits for somebody. */
  private static final Duration MEMBER_GRACE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(InSyncWait.class);

  private final OpenFolders folders;
  private final Sessions sessions;
  private long rings;

  InSyncWait(OpenFolders folders, Sessions sessions) {
    this.folders = folders;
    this.sessions = sessions;
  }

  synchronized void ring() {
    rings++;
    notifyAll();
  }

  private synchronized long heard() {
    return rings;
  }

  /** Returns when it rang after {@code heard}, or at {@code end}. */
  private synchronized void sleep(long heard, long end) throws InterruptedException {
    for (long left = end - System.nanoTime(); rings == heard && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  /** False when the time was up first. */
  boolean await(FolderId id, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    awaitMember(id, Math.min(end, System.nanoTime() + MEMBER_GRACE.toNanos()));
    while (true) {
      long heard = heard();
      Optional<FolderRuntime> folder = folders.running(id);
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      if (folder.isPresent()) {
        try {
          return folder.get().awaitInSync(left);
        } catch (CancellationException reopened) {
          LOG.debug("folder {} is opened anew while it is waited for, and that rings", id);
        }
      }
      sleep(heard, end);
    }
  }

  /**
   * A device that was just started, or whose partner was, meets the others within seconds; to say
   * "in sync" before that would be true of nobody.
   */
  private void awaitMember(FolderId id, long end) throws InterruptedException {
    while (true) {
      long heard = heard();
      if (System.nanoTime() >= end || !waitsForMember(id)) {
        return;
      }
      sleep(heard, end);
    }
  }

  private boolean waitsForMember(FolderId id) {
    Set<NodeId> members = folders.running(id).map(FolderRuntime::members).orElse(Set.of());
    return !members.isEmpty() && members.stream().noneMatch(sessions::connected);
  }
}
