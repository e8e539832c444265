package app.bothways.sync;

import app.bothways.sync.core.Effect;
import app.bothways.sync.core.Event;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.index.IndexFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does what a folder's machine wants: gives it to the hands, to other devices, to those who wait.
 * Only the machine's thread calls, but for {@link #close}.
 */
final class Performer {
  private static final long LONGEST_WITHOUT_CHECKPOINT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final FolderRuntime folder;
  private final FolderRuntime.Outside outside;
  private final IndexFile file;
  private final Hands hands;
  private final Waiters waiters;
  private volatile Optional<ScheduledFuture<?>> alarm = Optional.empty();
  private final List<SyncEvent> received = new ArrayList<>();
  private boolean checkpointWanted;
  private long checkpointWantedSince;

  Performer(
      FolderRuntime folder,
      FolderRuntime.Outside outside,
      IndexFile file,
      Hands hands,
      Waiters waiters) {
    this.folder = folder;
    this.outside = outside;
    this.file = file;
    this.hands = hands;
    this.waiters = waiters;
  }

  void perform(Effect effect) {
    FolderId id = folder.folder().id();
    switch (effect) {
      case Effect.Scan scan -> {
        // The scan compares with what others may read, so that must be all there is.
        file.index().commit();
        hands.scan(scan.below());
      }
      case Effect.Send send ->
          outside
              .session(send.device())
              .ifPresent(s -> s.send(new Control.InFolder(id, send.message())));
      case Effect.Fetch fetch -> hands.fetch(fetch.wants());
      case Effect.Copy copy -> hands.copy(copy);
      case Effect.Apply apply -> {
        // CRASH: what is being put must be known to whoever finds it there afterwards, or it counts
        // as what a person did.
        file.index().writeOut();
        hands.apply(apply.steps());
      }
      case Effect.Checkpoint _ -> {
        checkpointWanted = true;
        checkpointWantedSince = System.nanoTime();
      }
      case Effect.Wake wake -> wake(wake.afterMillis());
      case Effect.Received got -> received.add(new SyncEvent.Received(id, got.path(), got.from()));
      case Effect.Conflict conflict ->
          outside.tell(new SyncEvent.Conflict(id, conflict.path(), conflict.copy()));
      case Effect.InSync agreed -> {
        // Who waits for that is told of what came before.
        tellReceived();
        waiters.answer(agreed.token());
      }
      case Effect.Outdated _ -> outside.reopen(folder, true);
    }
  }

  /** Tells people what came since the last call: all at once, for there may be many. */
  void tellReceived() {
    received.forEach(outside::tell);
    received.clear();
  }

  private void wake(long afterMillis) {
    alarm.ifPresent(a -> a.cancel(false));
    alarm = outside.after(Math.max(1, afterMillis), () -> folder.post(new Event.Rang()));
  }

  boolean checkpointWanted() {
    return checkpointWanted;
  }

  /** Whether it has been put off for as long as it may be. */
  boolean checkpointDue() {
    return checkpointWanted
        && System.nanoTime() - checkpointWantedSince > LONGEST_WITHOUT_CHECKPOINT_NANOS;
  }

  /** Brings the index to disk; what the machine is to hear of it. */
  Event.Checkpointed checkpoint() {
    long seq = file.index().lastSeq();
    file.index().checkpoint();
    checkpointWanted = false;
    return new Event.Checkpointed(seq);
  }

  void close() {
    alarm.ifPresent(a -> a.cancel(false));
  }
}
