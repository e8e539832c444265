package app.bothways.sync;

import app.bothways.sync.core.FolderMachine;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Questions of other threads to a machine, answered on its own thread between two events. */
final class Questions {
  private final Queue<Consumer<FolderMachine>> open = new ConcurrentLinkedQueue<>();
  private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param wake makes the machine's thread come by
   * @throws CancellationException when the folder is closed first
   */
  <T> T ask(Function<FolderMachine, T> question, Runnable wake) throws InterruptedException {
    var answer = new CompletableFuture<T>();
    waiting.add(answer);
    open.add(
        machine -> {
          try {
            answer.complete(question.apply(machine));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    if (closed) {
      // RACE: closing may have cancelled all that wait just before this one came.
      answer.cancel(false);
    }
    wake.run();
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      waiting.remove(answer);
    }
  }

  void answer(FolderMachine machine) {
    for (var next = open.poll(); next != null; next = open.poll()) {
      next.accept(machine);
    }
  }

  void close() {
    closed = true;
    waiting.forEach(w -> w.cancel(false));
  }
}
