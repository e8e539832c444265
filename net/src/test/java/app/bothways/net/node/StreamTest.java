package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private final LinkedBlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
  private NodeEndpoint a;
  private NodeEndpoint b;
  private Connection here;
  private Connection there;

  @BeforeEach
  void connect() throws Exception {
    a = Nodes.direct(Transport.choose());
    b = Nodes.direct(Transport.choose());
    b.handle(
        Nodes.ECHO,
        connection -> {
          accepted.add(connection);
          connection.closed().get();
        });
    here = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
    there = accepted.poll(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    Nodes.close(a, b);
  }

  private static void fails(NetError error, Reading reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(NetException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private interface Reading {
    void run() throws IOException;
  }

  @Test
  void aReaderThatDoesNotReadStopsTheWriter() throws Exception {
    Stream mine = here.open();
    var written = new AtomicLong();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 1024; i++) {
                      mine.out().write(new byte[64 << 10]);
                      written.addAndGet(64 << 10);
                    }
                    mine.out().close();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Stream theirs = there.accept();
    assertThat(theirs.in().read()).isZero();
    long[] before = {-1};
    Nodes.await(
        "the writer to stop",
        () -> {
          boolean stands = before[0] == written.get() && before[0] > 0;
          before[0] = written.get();
          return stands && writer.getState() == Thread.State.WAITING;
        });
    assertThat(written.get()).isLessThan(48L << 20);
    long rest = theirs.in().transferTo(java.io.OutputStream.nullOutputStream());
    assertThat(rest + 1).isEqualTo(64L << 20);
    assertThat(writer.join(Nodes.PATIENCE)).isTrue();
  }

  @Test
  void bothDirectionsEndOnTheirOwn() throws Exception {
    Stream mine = here.open();
    mine.out().write(new byte[] {1, 2});
    mine.out().close();
    Stream theirs = there.accept();
    assertThat(theirs.in().readAllBytes()).containsExactly(1, 2);
    theirs.out().write(new byte[] {3});
    theirs.out().close();
    assertThat(mine.in().readAllBytes()).containsExactly(3);
    assertThat(mine.in().read()).isEqualTo(-1);
    fails(NetError.CLOSED, () -> mine.out().write(1));
  }

  @Test
  void aResetReachesTheOtherSide() throws Exception {
    Stream mine = here.open();
    mine.out().write(1);
    mine.out().flush();
    Stream theirs = there.accept();
    assertThat(theirs.in().read()).isEqualTo(1);
    mine.reset(77);
    fails(NetError.STREAM_RESET, () -> theirs.in().read());
    Nodes.await("the write to fail", () -> writeFails(theirs));
    Stream next = here.open();
    next.out().write(5);
    next.out().close();
    assertThat(there.accept().in().readAllBytes()).containsExactly(5);
  }

  private static boolean writeFails(Stream stream) {
    try {
      stream.out().write(new byte[1000]);
      stream.out().flush();
      return false;
    } catch (IOException expected) {
      return true;
    }
  }

  @Test
  void bytesThatCameBeforeTheEndOfTheConnectionCanStillBeRead() throws Exception {
    Stream mine = here.open();
    mine.out().write(new byte[] {4, 5});
    mine.out().flush();
    Stream theirs = there.accept();
    Nodes.await("the bytes", () -> available(theirs) == 2);
    here.close(1, "over");
    there.closed().get(5, TimeUnit.SECONDS);
    assertThat(theirs.in().read()).isEqualTo(4);
    assertThat(theirs.in().read()).isEqualTo(5);
    fails(NetError.CLOSED_BY_PEER, () -> theirs.in().read());
    Nodes.await("the write to fail", () -> writeFails(mine));
    fails(NetError.CLOSED, () -> mine.out().write(1));
    fails(NetError.CLOSED, here::open);
    fails(NetError.CLOSED_BY_PEER, there::accept);
  }

  private static int available(Stream stream) {
    try {
      return stream.in().available();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void moreStreamsThanMayBeOpenAtOnceFollowEachOther() throws Exception {
    int streams = 600;
    Thread echo =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < streams; i++) {
                      Stream stream = there.accept();
                      stream.out().write(stream.in().readAllBytes());
                      stream.close();
                    }
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    var askers = new ArrayList<Thread>();
    var right = new AtomicLong();
    for (int i = 0; i < streams; i++) {
      byte[] question = {(byte) i, (byte) (i >> 8)};
      askers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (java.util.Arrays.equals(Nodes.ask(here, question), question)) {
                        right.incrementAndGet();
                      }
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    for (Thread asker : askers) {
      assertThat(asker.join(Nodes.PATIENCE))
          .as(() -> right + " answered, " + a.view() + ", " + List.of(asker.getStackTrace()))
          .isTrue();
    }
    assertThat(echo.join(Nodes.PATIENCE)).isTrue();
    assertThat(right).hasValue(streams);
  }

  @Test
  void aReaderWhoSetATimeDoesNotWaitLongerForAPeerThatSaysNothing() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      b.handle(Nodes.ECHO, StreamTest::echoAtOnce);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
          Stream stream = connection.open()) {
        stream.readTimeout(Nodes.PATIENCE);
        stream.out().write(1);
        stream.out().flush();
        assertThat(stream.in().read()).isEqualTo(1);
        stream.readTimeout(Duration.ofMillis(200));
        assertThatThrownBy(() -> stream.in().read())
            .isInstanceOfSatisfying(
                NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.TIMED_OUT));
        stream.readTimeout(Nodes.PATIENCE);
        stream.out().write(2);
        stream.out().flush();
        assertThat(stream.in().read()).as("the stream lives on").isEqualTo(2);
      }
    }
  }

  private static void echoAtOnce(Connection connection) throws IOException {
    try (Stream stream = connection.accept()) {
      for (int b = stream.in().read(); b >= 0; b = stream.in().read()) {
        stream.out().write(b);
        stream.out().flush();
      }
    }
  }
}
