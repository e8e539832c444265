package app.bothways.net.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamInputTest {
  private final AtomicInteger resumed = new AtomicInteger();
  private final StreamInput in = new StreamInput(resumed::incrementAndGet);

  private StreamInput.After put(int bytes) {
    return in.put(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void aChunkThatComesWhileTheChannelPausesDoesNotLeaveItPausedForEver() throws Exception {
    assertThat(put(StreamInput.HIGH)).isEqualTo(StreamInput.After.PAUSE);
    in.readNBytes(StreamInput.HIGH / 2);
    assertThat(put(1)).isEqualTo(StreamInput.After.PAUSE);
    in.readNBytes(StreamInput.HIGH / 2 + 1);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void aDiscardedDirectionLetsTheChannelReadAgain() {
    put(StreamInput.HIGH);
    in.discard(new app.bothways.net.NetException(app.bothways.net.NetError.CLOSED, "test"));
    assertThat(resumed).hasValue(1);
    assertThat(put(1)).isEqualTo(StreamInput.After.READ_ON);
  }
}
