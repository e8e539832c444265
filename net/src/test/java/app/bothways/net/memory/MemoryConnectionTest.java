package app.bothways.net.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryConnectionTest {
  private static final NodeId ID = NodeId.of(new byte[32]);
  private static final int RACES = 300;

  /** Streams are opened without a pause until that fails: what was opened last met the closing. */
  @Test
  void aStreamOpenedWhileItsConnectionClosesEndsWithIt() throws Exception {
    try (var threads = Executors.newFixedThreadPool(1)) {
      for (int i = 0; i < RACES; i++) {
        MemoryConnection[] pair = MemoryConnection.pair(ID, ID, "test/1");
        var begun = new CountDownLatch(1);
        Future<List<Stream>> opening = threads.submit(() -> openAll(pair[0], begun));
        begun.await();
        pair[i % 2].close(1, "cut");
        for (Stream stream : opening.get()) {
          stream.readTimeout(Duration.ofSeconds(1));
          assertThatThrownBy(() -> stream.in().read())
              .isInstanceOf(IOException.class)
              .hasMessageContaining("cut");
        }
      }
    }
  }

  private static List<Stream> openAll(MemoryConnection connection, CountDownLatch begun) {
    var opened = new ArrayList<Stream>();
    try {
      while (true) {
        opened.add(connection.open());
        begun.countDown();
      }
    } catch (NetException e) {
      return opened;
    }
  }
}
