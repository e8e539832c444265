package app.bothways.net.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FarewellsTest {
  private final Farewells farewells = new Farewells();

  private void said(long flow, String text, int segmentSize, long now) {
    farewells.said(flow, Unpooled.wrappedBuffer(text.getBytes()), segmentSize, now);
  }

  private String again(long flow, long now) {
    return farewells.again(flow, now).map(b -> new String(ByteBufUtil.getBytes(b))).orElse("");
  }

  @Test
  void theLastDatagramOfABatchIsTheGoodbye() {
    said(1, "aaaabbbbcc", 4, 0);
    said(2, "aaaabbbb", 4, 0);
    said(3, "whole", 0, 0);
    assertThat(again(1, 0)).isEqualTo("cc");
    assertThat(again(2, 0)).isEqualTo("bbbb");
    assertThat(again(3, 0)).isEqualTo("whole");
  }

  @Test
  void itIsRepeatedAFewTimesAndForAWhileOnly() {
    said(1, "bye", 0, 0);
    for (int i = 0; i < 8; i++) {
      assertThat(again(1, 0)).isEqualTo("bye");
    }
    assertThat(again(1, 0)).isEmpty();
    said(2, "bye", 0, 0);
    assertThat(again(2, TimeUnit.MINUTES.toNanos(1))).isEmpty();
  }

  @Test
  void theOldestMakeRoom() {
    for (int flow = 0; flow < 2 * Farewells.MAX; flow++) {
      said(flow, "bye", 0, flow);
    }
    assertThat(farewells.size()).isEqualTo(Farewells.MAX);
    assertThat(again(0, 0)).isEmpty();
    assertThat(again(2 * Farewells.MAX - 1, 0)).isEqualTo("bye");
  }
}
