package app.bothways.sync.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.FolderId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Cancel;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that is there, and does not answer what it is asked. */
@Timeout(60)
class SilentDeviceTest {
  private static final String ALPN = "bothways/sync/1";
  private static final FolderId FOLDER = new FolderId("abcdefghijklmnopqrstuvwxyz");
  private static final RelPath HELD = RelPath.of("held");
  private static final RelPath GIVEN = RelPath.of("given");
  private static final ContentId CONTENT = ContentId.of(new byte[32]);

  private final CountDownLatch over = new CountDownLatch(1);

  private final class Party implements Session.Host {
    private final CompletableFuture<Session> opened = new CompletableFuture<>();

    @Override
    public void opened(Session session) {
      opened.complete(session);
    }

    @Override
    public void closed(Session session) {}

    @Override
    public void heard(Session session, Control message) {}

    @Override
    public Optional<Session.Served> content(
        NodeId device, FolderId folder, RelPath path, ContentId content) {
      if (path.equals(HELD)) {
        awaitTheEnd();
      }
      return Optional.of(new Session.Served(1, new ByteArrayInputStream(new byte[] {42})));
    }

    @Override
    public Optional<byte[]> chunks(NodeId device, FolderId folder, Part.Chunks asked) {
      return Optional.empty();
    }

    @Override
    public Brakes brakes() {
      return new Brakes();
    }
  }

  private void awaitTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRequestThatStandsStillIsGivenUpAndTheNextOneIsAnswered() throws Exception {
    var net = new MemoryNet();
    try (Endpoint asking = net.endpoint(NodeKey.generate().id());
        Endpoint silent = net.endpoint(NodeKey.generate().id())) {
      silent.handle(ALPN, connection -> new Session(connection, new Party()).run());
      Connection connection = asking.dial(silent.address(), ALPN, Duration.ofSeconds(20));
      var party = new Party();
      Thread.ofVirtual().start(() -> run(new Session(connection, party, Duration.ofMillis(300))));
      Source source = party.opened.join().source(FOLDER);

      assertThatThrownBy(() -> ask(source, HELD))
          .isInstanceOfSatisfying(
              NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.TIMED_OUT));
      assertThat(ask(source, GIVEN)).isEqualTo(42);
    } finally {
      over.countDown();
    }
  }

  private static void run(Session session) {
    try {
      session.run();
    } catch (IOException ended) {
      session.close("ended");
    }
  }

  private static int ask(Source source, RelPath path) throws IOException {
    var got = new CompletableFuture<Integer>();
    source.fetch(
        List.of(new Part.Whole(path, CONTENT)),
        new Source.Taker() {
          @Override
          public void here(int part, long size, InputStream in) throws IOException {
            got.complete(in.read());
          }

          @Override
          public void missing(int part) {
            got.complete(-1);
          }
        },
        new Cancel());
    return got.join();
  }
}
