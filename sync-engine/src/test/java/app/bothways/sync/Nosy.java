package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Message;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Cancel;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

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
      RelPath path = RelPath.of("secret");
      var missing = new AtomicInteger();
      session
          .source(folder)
          .fetch(
              List.of(
                  new Part.Whole(path, content),
                  new Part.Stretches(path, content, List.of(new Part.Stretch(0, 1))),
                  new Part.Chunks(path, content, Optional.empty())),
              new Source.Taker() {
                @Override
                public void here(int part, long size, InputStream in) {
                  got.complete("content");
                }

                @Override
                public void missing(int part) {
                  if (missing.incrementAndGet() == 3) {
                    got.complete(absent ? "absent, missing" : "told something: " + message);
                  }
                }
              },
              new Cancel());
    } catch (IOException | NoSuchAlgorithmException e) {
      got.complete(e.toString());
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
