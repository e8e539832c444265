package app.bothways.sync.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningHashTest {
  private static final int SIZE = 5 * (1 << 20) + 12_345;
  private static final int PIECE = 100_000;

  private final byte[] content = new byte[SIZE];
  private final byte[] file = new byte[SIZE];
  private final AtomicLong readBack = new AtomicLong();
  private final RunningHash hash = new RunningHash(SIZE, this::back);
  private long complete;

  RunningHashTest() {
    new Random(1).nextBytes(content);
  }

  @AfterEach
  void end() {
    hash.end();
  }

  private void back(long offset, byte[] into, int count) {
    readBack.addAndGet(count);
    System.arraycopy(file, (int) offset, into, 0, count);
  }

  private void write(int at) {
    int n = Math.min(PIECE, SIZE - at);
    System.arraycopy(content, at, file, at, n);
    hash.wrote(at, Arrays.copyOfRange(content, at, at + n), n);
  }

  private static List<Integer> places() {
    var places = new ArrayList<Integer>();
    for (int at = 0; at < SIZE; at += PIECE) {
      places.add(at);
    }
    return places;
  }

  private ContentId expected() {
    return Hasher.hash(content);
  }

  @Test
  void whatIsWrittenInItsOrderIsNotReadAgain() throws Exception {
    for (int at : places()) {
      write(at);
      hash.written(Math.min(SIZE, at + PIECE));
    }
    assertThat(hash.finish()).isEqualTo(expected());
    assertThat(readBack).hasValue(0);
  }

  @Test
  void whatComesInAnyOrderIsHashedInItsOwn() throws Exception {
    var places = places();
    Collections.shuffle(places, new Random(2));
    var here = new boolean[places.size()];
    for (int at : places) {
      write(at);
      here[at / PIECE] = true;
      while (complete / PIECE < here.length && here[(int) (complete / PIECE)]) {
        complete += PIECE;
      }
      hash.written(Math.min(SIZE, complete));
    }
    assertThat(hash.finish()).isEqualTo(expected());
  }

  @Test
  void whatWasThereInBetweenIsAllThatIsReadBack() throws Exception {
    List<Integer> odd = places().stream().filter(at -> at / PIECE % 2 == 1).toList();
    odd.forEach(this::write);
    for (int at : places()) {
      if (!odd.contains(at)) {
        write(at);
        hash.written(Math.min(SIZE, at + 2 * PIECE));
      }
    }
    assertThat(hash.finish()).isEqualTo(expected());
    assertThat(readBack.get()).isLessThanOrEqualTo((long) odd.size() * PIECE);
  }

  @Test
  void twoWhoWriteAtOnceAndOneOfThemAheadMakeTheSameHash() throws Exception {
    int half = PIECE * 26;
    var ahead =
        CompletableFuture.runAsync(
            () -> places().stream().filter(at -> at >= half).forEach(this::write));
    places().stream().filter(at -> at < half).forEach(this::write);
    ahead.get(60, TimeUnit.SECONDS);
    hash.written(SIZE);
    assertThat(hash.finish()).isEqualTo(expected());
  }

  @Test
  void whatIsWrittenAnewIsHashedAnew() throws Exception {
    content[7] ^= 1;
    places().forEach(this::write);
    assertThat(hash.finish()).isEqualTo(expected());
    content[7] ^= 1;
    places().forEach(this::write);
    content[PIECE + 1] ^= 1;
    write(PIECE);
    assertThat(hash.finish()).isEqualTo(expected());
    content[SIZE - 1] ^= 1;
    write(places().getLast());
    assertThat(hash.finish()).isEqualTo(expected());
  }

  @Test
  void whatWasThereBeforeIsReadBack() throws Exception {
    System.arraycopy(content, 0, file, 0, SIZE);
    assertThat(hash.finish()).isEqualTo(expected());
    assertThat(readBack).hasValue(SIZE);
  }

  @Test
  void aSmallContentInManyPiecesHoldsNobodyUp() throws Exception {
    var small = new RunningHash(PIECE, this::back);
    for (int at = 0; at < PIECE; at += 1000) {
      System.arraycopy(content, at, file, at, 1000);
      small.wrote(at, Arrays.copyOfRange(content, at, at + 1000), 1000);
    }
    assertThat(small.finish()).isEqualTo(Hasher.hash(Arrays.copyOf(content, PIECE)));
    small.end();
  }

  @Test
  void aFileThatCannotBeReadBackFailsTheEndAndHoldsNobodyUp() {
    var unreadable =
        new RunningHash(
            SIZE,
            (_, _, _) -> {
              throw new IOException("test");
            });
    unreadable.written(SIZE / 2);
    // The first piece is only in the file.
    for (int at : places().subList(1, places().size())) {
      unreadable.wrote(at, content, Math.min(PIECE, SIZE - at));
    }
    assertThatThrownBy(unreadable::finish).hasMessage("test");
    unreadable.end();
  }
}
