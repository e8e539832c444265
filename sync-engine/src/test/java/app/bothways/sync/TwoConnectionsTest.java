package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.identity.NodeId;
import app.bothways.net.memory.MemoryNet;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Message;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both devices dialled at once: for a moment there are two connections, of which one goes. */
@Timeout(60)
class TwoConnectionsTest {
  private static final int INDEX = 7;

  /** The other device, played by the test, on one connection. */
  private static final class Played implements Session.Host {
    private final FolderId folder;
    private final CompletableFuture<Session> opened = new CompletableFuture<>();
    private final LinkedBlockingQueue<Message.Announce> announced = new LinkedBlockingQueue<>();

    private Played(FolderId folder) {
      this.folder = folder;
    }

    static Played on(Connection connection, FolderId folder) {
      var played = new Played(folder);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  new Session(connection, played).run();
                } catch (IOException ended) {
                  connection.close();
                }
              });
      return played;
    }

    Message.Announce hear() throws InterruptedException {
      Message.Announce heard = announced.poll(20, TimeUnit.SECONDS);
      assertThat(heard).as("an announcement").isNotNull();
      return heard;
    }

    void announce(long beginning, long heard) {
      opened
          .join()
          .send(
              new Control.InFolder(
                  folder, new Message.Announce(INDEX, 0, Index.Mark.NONE, beginning, heard)));
    }

    @Override
    public void opened(Session session) {
      opened.complete(session);
    }

    @Override
    public void closed(Session session) {}

    @Override
    public void heard(Session session, Control message) {
      if (message instanceof Control.InFolder in
          && in.message() instanceof Message.Announce announce) {
        announced.add(announce);
      }
    }

    @Override
    public Optional<Session.Served> content(
        NodeId device, FolderId id, RelPath path, ContentId content) {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> chunks(NodeId device, FolderId id, Part.Chunks asked) {
      return Optional.empty();
    }

    @Override
    public Brakes brakes() {
      return new Brakes();
    }
  }

  @Test
  void whatWasSaidLateOnTheConnectionThatGoesDoesNotSilenceTheOneThatStays(@TempDir Path base)
      throws Exception {
    var net = new MemoryNet();
    try (var anna = new Device(net, base, "anna", _ -> true);
        var bert = new Device(net, base, "bert", _ -> true)) {
      Files.createDirectories(anna.tree);
      FolderId folder = anna.engine.add(anna.tree, Optional.empty());
      anna.engine.share(folder, bert.id, FolderMode.TWO_WAY);

      Played goes = Played.on(bert.dial(anna), folder);
      Message.Announce first = goes.hear();
      Played stays = Played.on(bert.dial(anna), folder);
      Message.Announce second = stays.hear();
      stays.announce(2, second.beginning());
      // Sent before the other one, but slower on its way.
      goes.announce(1, first.beginning());
      Message.Announce answered = stays.hear();
      while (answered.heard() != 1) {
        answered = stays.hear();
      }
      goes.opened.join().close("another connection is kept");

      Message.Announce anew = stays.hear();
      while (anew.beginning() == second.beginning()) {
        anew = stays.hear();
      }
      assertThat(anew.beginning()).isGreaterThan(second.beginning());
    }
  }
}
