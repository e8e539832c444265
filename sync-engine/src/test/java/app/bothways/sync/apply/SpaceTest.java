package app.bothways.sync.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.guard.Root;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final long MB = 1 << 20;

  private final AtomicLong free = new AtomicLong(100 * MB);
  private final Workplace workplace =
      new Workplace(new Root(Path.of("/none"), "folder", disk()), disk());
  private final Space space = new Space(workplace);

  /** Knows nothing but how much room there is: 200 MB in all, of which 2 MB are left alone. */
  private Fs disk() {
    return (Fs)
        Proxy.newProxyInstance(
            Fs.class.getClassLoader(),
            new Class<?>[] {Fs.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "freeBytes" -> free.get();
                  case "totalBytes" -> 200 * MB;
                  case "delete" -> {
                    free.addAndGet(50 * MB);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private void refused(long bytes) {
    assertThatThrownBy(() -> space.promise(bytes))
        .isInstanceOfSatisfying(
            DiskException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.DISK_FULL));
  }

  @Test
  void whatIsUnderWayIsCountedBeforeItIsWritten() throws Exception {
    Space.Promise first = space.promise(60 * MB);
    refused(60 * MB);
    space.promise(30 * MB).close();
    first.close();
    space.promise(98 * MB).close();
    refused(99 * MB);
  }

  @Test
  void whatIsWrittenIsNotCountedTwice() throws Exception {
    Space.Promise first = space.promise(60 * MB);
    free.addAndGet(-60 * MB);
    refused(20 * MB);
    first.used(60 * MB);
    space.promise(38 * MB).close();
    first.used(60 * MB);
    first.close();
    refused(39 * MB);
  }

  @Test
  void aRefusalPromisesNothing() throws Exception {
    for (int i = 0; i < 1000; i++) {
      refused(1000 * MB);
    }
    space.promise(90 * MB).close();
  }

  @Test
  void whatIsLeftOfEarlierRunsGoesWhereRoomIsShort() throws Exception {
    try (var syncers = Executors.newSingleThreadExecutor()) {
      var stage = new Stage(workplace, syncers);
      free.set(10 * MB);
      assertThatThrownBy(() -> stage.room(20 * MB)).isInstanceOf(DiskException.class);
      stage.adopt(new Staged("left", 50 * MB, ContentId.of(new byte[32])));
      stage.room(5 * MB).close();
      assertThat(free).as("while there is room it stays").hasValue(10 * MB);
      stage.room(20 * MB).close();
      assertThat(free).hasValue(60 * MB);
      assertThat(stage.leftover(ContentId.of(new byte[32]))).isEmpty();
      assertThatThrownBy(() -> stage.room(70 * MB)).isInstanceOf(DiskException.class);
    }
  }
}
