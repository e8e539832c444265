package app.bothways.net.quic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamInputTest {
  private final AtomicInteger resumed = new AtomicInteger();
  private final StreamInput in = new StreamInput(resumed::incrementAndGet);
  private int sent;

  /** Bytes that tell their own place. */
  private StreamInput.After put(int bytes) {
    var content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = at(sent++);
    }
    return in.put(Unpooled.wrappedBuffer(content));
  }

  private static byte at(int place) {
    return (byte) (place * 31 + (place >> 8));
  }

  private static byte[] expected(int from, int count) {
    var content = new byte[count];
    for (int i = 0; i < count; i++) {
      content[i] = at(from + i);
    }
    return content;
  }

  /** A reader on a thread of its own that asks for all of {@code bytes}, at most. */
  private CompletableFuture<byte[]> reader(int bytes) {
    var read = new CompletableFuture<byte[]>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                var into = new byte[bytes];
                int n = in.readNBytes(into, 0, bytes);
                read.complete(Arrays.copyOf(into, n));
              } catch (IOException failed) {
                read.completeExceptionally(failed);
              }
            });
    return read;
  }

  private void awaitReader() {
    while (in.awaited() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aChunkThatComesWhileTheChannelPausesDoesNotLeaveItPausedForEver() throws Exception {
    assertThat(put(StreamInput.HIGH)).isEqualTo(StreamInput.After.PAUSE);
    in.readNBytes(StreamInput.HIGH / 4);
    assertThat(put(1)).isEqualTo(StreamInput.After.PAUSE);
    in.readNBytes(StreamInput.HIGH * 3 / 4 + 1);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void aDiscardedDirectionLetsTheChannelReadAgain() {
    put(StreamInput.HIGH);
    in.discard(new NetException(NetError.CLOSED, "test"));
    assertThat(resumed).hasValue(1);
    assertThat(put(1)).isEqualTo(StreamInput.After.READ_ON);
  }

  @Test
  void whoeverWantsManyBytesIsNotWokenForFew() throws Exception {
    CompletableFuture<byte[]> read = reader(1000);
    awaitReader();
    put(999);
    in.signal();
    assertThat(in.awaited()).isEqualTo(1000);
    put(1);
    in.signal();
    assertThat(read.get(60, SECONDS)).isEqualTo(expected(0, 1000));
  }

  @Test
  void bytesComeWholeAndInOrderWhateverThePiecesAre() throws Exception {
    CompletableFuture<byte[]> read = reader(3 * StreamInput.HIGH + 17);
    while (sent < 3 * StreamInput.HIGH + 17) {
      put(Math.min(1 + sent % 16_384, 3 * StreamInput.HIGH + 17 - sent));
      in.signal();
    }
    assertThat(read.get(60, SECONDS)).isEqualTo(expected(0, sent));
  }

  @Test
  void aReaderNeverWaitsForWhatAPausedChannelHolds() throws Exception {
    assertThat(put(StreamInput.HIGH)).isEqualTo(StreamInput.After.PAUSE);
    // So much is left that a batch is not there, and the channel has to go on by itself.
    in.readNBytes(new byte[StreamInput.HIGH], 0, StreamInput.HIGH - StreamInput.BATCH + 1);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void anEndOrAFailureGivesWhatIsThere() throws Exception {
    CompletableFuture<byte[]> read = reader(1000);
    awaitReader();
    put(10);
    in.finish();
    assertThat(read.get(60, SECONDS)).isEqualTo(expected(0, 10));
    assertThat(in.readNBytes(new byte[5], 0, 5)).isZero();
  }

  @Test
  void afterAFailureWhatIsThereIsReadAndThenTheFailure() throws Exception {
    put(10);
    in.fail(new NetException(NetError.STREAM_RESET, "test"));
    assertThat(in.read(new byte[100])).isEqualTo(10);
    assertThatThrownBy(() -> in.read(new byte[100])).isInstanceOf(NetException.class);
  }

  @Test
  void whatComesIsASignOfLifeThoughItWakesNobody() throws Exception {
    in.timeout(Duration.ofMillis(500));
    CompletableFuture<byte[]> read = reader(1000);
    awaitReader();
    put(10);
    in.signal();
    // The wait that saw ten bytes come is not the one that ends; the next, which sees none, is.
    assertThatThrownBy(() -> read.get(60, SECONDS))
        .hasCauseInstanceOf(NetException.class)
        .hasMessageContaining("nothing came");
    assertThat(in.available()).isEqualTo(10);
    in.finish();
    assertThat(in.readNBytes(10)).isEqualTo(expected(0, 10));
  }
}
