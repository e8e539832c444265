package app.bothways.sync.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTest {
  private final Cancel cancel = new Cancel();

  @Test
  void whatIsUnderWayIsBrokenOffOnceAndWhatIsOverIsNot() throws IOException {
    var first = new AtomicInteger();
    var second = new AtomicInteger();
    Cancel.Running over = cancel.running(first::incrementAndGet);
    over.close();
    cancel.running(second::incrementAndGet);
    cancel.cancel();
    cancel.cancel();
    assertThat(first).hasValue(0);
    assertThat(second).hasValue(1);
    assertThat(cancel.isCancelled()).isTrue();
  }

  @Test
  void nothingBeginsAfterwards() {
    cancel.cancel();
    assertThatThrownBy(cancel::check).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cancel.running(() -> {})).isInstanceOf(IOException.class);
  }

  @Test
  void whoBeginsWhileAllIsBrokenOffIsBrokenOffOrRefused() throws Exception {
    for (int i = 0; i < 200; i++) {
      var one = new Cancel();
      var broken = new AtomicInteger();
      var refused = new AtomicInteger();
      var go = new CountDownLatch(1);
      Thread begins =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      go.await();
                      one.running(broken::incrementAndGet);
                    } catch (IOException no) {
                      refused.incrementAndGet();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      go.countDown();
      one.cancel();
      assertThat(begins.join(java.time.Duration.ofSeconds(20))).isTrue();
      assertThat(broken.get() + refused.get()).as("round " + i).isGreaterThanOrEqualTo(1);
    }
  }
}
