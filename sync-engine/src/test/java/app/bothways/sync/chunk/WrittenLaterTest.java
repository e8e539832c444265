package app.bothways.sync.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists reach the file although no thread of the database's own brings them there. */
@Timeout(120)
class WrittenLaterTest {
  private static final RelPath PATH = RelPath.of("a");

  private final byte[] bytes = new byte[300_000];

  /** Until a process that is killed would leave just this. */
  private static void awaitLeft(Path base, List<ContentId> contents) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int n = 0; ; n++) {
      Path look = Files.createDirectory(base.resolve(contents.size() + "-" + n));
      Files.copy(base.resolve("chunks.mv.db"), look.resolve("chunks.mv.db"));
      try (var left = ChunkStore.open(look.resolve("chunks"))) {
        if (left.contents(PATH).equals(contents)) {
          return;
        }
      }
      assertThat(System.nanoTime()).as("not in the file after a minute").isLessThan(end);
      // Nothing tells when H2 has written to its file.
      Thread.sleep(100);
    }
  }

  @Test
  void whatWasKeptIsInTheFileSoonWhileTheDatabaseIsOpen(@TempDir Path base) throws Exception {
    new Random(5).nextBytes(bytes);
    var cutter = new Cutter(new ChunkSizes(16));
    cutter.update(bytes, 0, bytes.length);
    ChunkList list = cutter.finish();
    ContentId first = ContentId.of(new byte[32]);
    ContentId second = list.id(0);
    try (var store = ChunkStore.open(base.resolve("chunks"))) {
      store.put(first, PATH, list);
      awaitLeft(base, List.of(first));
      store.put(second, PATH, list);
      awaitLeft(base, List.of(first, second));
    }
  }

  @Test
  void whatIsAskedForWhileItIsDoneIsDoneAgain() throws Exception {
    var times = new AtomicInteger();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var again = new CountDownLatch(2);
    var write =
        new LaterWrite(
            1,
            () -> {
              times.incrementAndGet();
              began.countDown();
              try {
                assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              again.countDown();
            });
    write.soon();
    assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();
    write.soon();
    goOn.countDown();
    assertThat(again.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(times).hasValue(2);
  }
}
