package app.bothways.net.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SendBuffersTest {
  private static final int FULL = 1472;
  private static final int MOST = 1232;

  /** A short header with its connection id and its tag: no datagram of QUIC is smaller. */
  private static final int SMALLEST = 1 + 20 + 1 + 16;

  private final AtomicBoolean leaving = new AtomicBoolean();
  private final SendBuffers buffers =
      new SendBuffers(UnpooledByteBufAllocator.DEFAULT, FULL, () -> MOST, leaving::get);

  private int room(int asked) {
    ByteBuf buffer = buffers.directBuffer(asked);
    try {
      return buffer.writableBytes();
    } finally {
      buffer.release();
    }
  }

  @Test
  void aDatagramIsAsLargeAsThePathAllowsAndOtherBuffersAreWhatIsAskedFor() {
    assertThat(room(FULL)).isEqualTo(MOST);
    assertThat(room(100)).isEqualTo(100);
    assertThat(room(FULL + 1)).isEqualTo(FULL + 1);
  }

  @Test
  void aLivingConnectionIsNeverStopped() {
    for (int i = 0; i < 10 * SendBuffers.LAST_WORDS; i++) {
      assertThat(room(FULL)).isEqualTo(MOST);
    }
  }

  /** Whatever QUIC may find to say without end. */
  @Test
  void aLeavingConnectionIsStoppedAgainAndAgainAndCanSayItsGoodbyeInBetween() {
    leaving.set(true);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < SendBuffers.LAST_WORDS; i++) {
        assertThat(room(FULL)).isEqualTo(MOST);
      }
      assertThat(room(FULL)).isLessThan(SMALLEST);
    }
  }
}
