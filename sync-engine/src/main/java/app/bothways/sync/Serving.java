package app.bothways.sync;

import app.bothways.sync.core.Row;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Transfers;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents of one folder for others: only what the index says to stand at that path, and only while
 * the disk agrees. Whether the one who asks is a member was asked before.
 *
 * @param changed told of files that are not as the index says
 */
record Serving(
    Function<RelPath, Optional<Row>> rows,
    FolderDisk disk,
    Transfers transfers,
    Consumer<RelPath> changed) {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  Optional<Session.Served> content(RelPath path, ContentId content) {
    Optional<Known.Item> item = item(path, content);
    if (item.isEmpty()) {
      return Optional.empty();
    }
    var observed = item.get().observed();
    try {
      return Optional.of(new Session.Served(observed.stamp().size(), disk.open(path, observed)));
    } catch (IOException other) {
      return gone(path, other);
    }
  }

  Optional<byte[]> chunks(Part.Chunks asked) {
    Optional<Known.Item> item = item(asked.path(), asked.content());
    if (item.isEmpty()) {
      return Optional.empty();
    }
    try {
      return transfers.serveList(
          asked, item.get(), () -> disk.open(asked.path(), item.get().observed()));
    } catch (IOException other) {
      return gone(asked.path(), other);
    }
  }

  private Optional<Known.Item> item(RelPath path, ContentId content) {
    return rows.apply(path)
        .filter(r -> r.entry().content().equals(Optional.of(content)))
        .flatMap(r -> r.observed().map(o -> new Known.Item(path, o)));
  }

  private <T> Optional<T> gone(RelPath path, IOException why) {
    LOG.debug("{} cannot be sent as it was announced: {}", path, why.getMessage());
    changed.accept(path);
    return Optional.empty();
  }
}
