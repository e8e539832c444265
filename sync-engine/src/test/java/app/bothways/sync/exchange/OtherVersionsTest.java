package app.bothways.sync.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.FolderId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Part;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * I22: a device speaks one version of the protocol. One that speaks an older version is refused
 * before anything is said or done; a newer one decides by itself.
 */
@Timeout(60)
class OtherVersionsTest {
  private static final String ALPN = "bothways/sync/1";
  private static final int CONTROL_STREAM = 1;

  private static final class Party implements Session.Host {
    private final CompletableFuture<Control> heard = new CompletableFuture<>();
    private final AtomicBoolean opened = new AtomicBoolean();

    @Override
    public void opened(Session session) {
      opened.set(true);
    }

    @Override
    public void closed(Session session) {}

    @Override
    public void heard(Session session, Control message) {
      heard.complete(message);
    }

    @Override
    public Optional<Session.Served> content(
        NodeId device, FolderId folder, RelPath path, ContentId content) {
      return Optional.empty();
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

  /** What becomes of a session whose other side says hello in that version. */
  private static String end(int version, Party party) throws Exception {
    var net = new MemoryNet();
    var ended = new CompletableFuture<String>();
    try (Endpoint here = net.endpoint(NodeKey.generate().id());
        Endpoint there = net.endpoint(NodeKey.generate().id())) {
      here.handle(ALPN, connection -> run(connection, party, ended));
      Connection connection = there.dial(here.address(), ALPN, Duration.ofSeconds(20));
      try (Stream control = connection.open()) {
        var out = new DataOutputStream(control.out());
        out.writeByte(CONTROL_STREAM);
        Frames.write(out, Control.encode(new Control.Hello(version)));
        var folder = new FolderId("abcdefghijklmnopqrstuvwxyz");
        Frames.write(out, Control.encode(new Control.NoOffer(folder)));
        out.flush();
        CompletableFuture.anyOf(party.heard, ended).join();
      } catch (IOException refused) {
        // The other side may have closed already.
      }
      connection.close(0, "enough");
      return ended.join();
    }
  }

  private static void run(Connection connection, Party party, CompletableFuture<String> ended) {
    try {
      new Session(connection, party).run();
      ended.complete("");
    } catch (IOException why) {
      ended.complete(String.valueOf(why.getMessage()));
    }
  }

  @Test
  void anOlderVersionIsRefusedBeforeAnythingIsSaid() throws Exception {
    var party = new Party();
    assertThat(end(Session.VERSION - 1, party)).contains("must be updated");
    assertThat(party.opened).isFalse();
    assertThat(party.heard).isNotDone();
  }

  @Test
  void aNewerVersionIsListenedTo() throws Exception {
    var party = new Party();
    end(Session.VERSION + 1, party);
    assertThat(party.opened).isTrue();
    assertThat(party.heard.join()).isInstanceOf(Control.NoOffer.class);
  }
}
