package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Message;
import app.bothways.sync.core.Want;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who is a device but no member, and asks for a folder all the same. */
record Nosy(FolderId folder, CompletableFuture<String> got) implements Session.Host {
  @Override
  public void opened(Session session) {
    session.send(new Control.InFolder(folder, new Message.Announce(7, 0, Index.Mark.NONE, 1, 0)));
  }

  @Override
  public void closed(Session session) {
    got.complete("closed");
  }

  @Override
  public void heard(Session session, Control message) {
    boolean absent =
        message instanceof Control.InFolder in && in.message() instanceof Message.Absent;
    try {
      byte[] canary = "canary".getBytes(StandardCharsets.UTF_8);
      var content = ContentId.of(MessageDigest.getInstance("SHA-256").digest(canary));
      var want = new Want(RelPath.of("secret"), content, canary.length, session.device());
      session.fetch(
          folder,
          List.of(want),
          new Session.Receiver() {
            @Override
            public void content(Want asked, InputStream in) {
              got.complete("content");
            }

            @Override
            public void missing(Want asked) {
              got.complete(absent ? "absent, missing" : "told something: " + message);
            }
          });
    } catch (IOException | NoSuchAlgorithmException e) {
      got.complete(e.toString());
    }
  }

  @Override
  public Optional<Session.Served> content(
      NodeId device, FolderId id, RelPath path, ContentId content) {
    return Optional.empty();
  }
}
