package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.core.Effect;
import app.bothways.sync.core.Event;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Transfers;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** I18: however many copies are wanted, only a few threads make them. */
@Timeout(60)
class HandsTest {
  private static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);
  private static final int COPIES = 200;

  private final BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> copying = new LinkedBlockingQueue<>();
  private final Semaphore go = new Semaphore(0);
  private final FolderDisk disk =
      (FolderDisk)
          Proxy.newProxyInstance(
              FolderDisk.class.getClassLoader(),
              new Class<?>[] {FolderDisk.class},
              (_, method, _) -> {
                if (!method.getName().equals("stageCopy")) {
                  throw new UnsupportedOperationException(method.getName());
                }
                copying.add(Thread.currentThread());
                go.acquireUninterruptibly();
                return Optional.empty();
              });

  private final Hands hands =
      new Hands(
          new FolderId("abcdefghijklmnopqrstuvwxyz"),
          disk,
          null,
          answers::add,
          new Transfers(disk, null, null, _ -> Optional.empty()));

  private static long working() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("folder-work"))
        .count();
  }

  private void copy(int i) {
    var stamp = new Stamp(1, 2, 3, 4, Executable.NO);
    RelPath from = RelPath.of("from");
    hands.copy(
        new Effect.Copy(RelPath.of("f" + i), from, new Observed.File(stamp, CONTENT), CONTENT));
  }

  @Test
  void fourCopyAndTheOthersWaitWithoutAThread() throws InterruptedException {
    long before = working();
    for (int i = 0; i < COPIES; i++) {
      copy(i);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(copying.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(working() - before).isLessThanOrEqualTo(4);
    assertThat(copying.poll(100, TimeUnit.MILLISECONDS)).as("a fifth").isNull();
    go.release(COPIES);
    for (int i = 0; i < COPIES; i++) {
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isInstanceOf(Event.Copied.class);
    }
    hands.close();
    assertThat(working()).isLessThanOrEqualTo(before);
  }
}
