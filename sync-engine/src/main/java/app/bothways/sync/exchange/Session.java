package app.bothways.sync.exchange;

import app.bothways.net.Connection;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Cancel;
import app.bothways.sync.transfer.Coding;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Source;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to another device, from hello to end. {@link #send} and {@link #source} may be
 * called by any thread; {@code send} never blocks.
 */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** 2: contents in parts and stretches, chunk lists. 3: rows as lists of differences. */
  static final int VERSION = 3;

  private static final int CONTROL = 1;
  private static final int CONTENT = 2;
  private static final int SERVED_AT_ONCE = 16;
  private static final int CANCELLED = 2;

  /**
   * A device that is there and sends nothing of an answer for so long is asked no longer: others
   * may have it, and it is asked again later. Long enough for cutting a large file into chunks.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a session asks of the engine. */
  public interface Host {
    void opened(Session session);

    void closed(Session session);

    /** Called for one message after the other. */
    void heard(Session session, Control message);

    /** A content as a stream; empty when it is not here, or not for that device. */
    Optional<Served> content(NodeId device, FolderId folder, RelPath path, ContentId content);

    /** A content's chunk list, as the codec writes it; empty as above. */
    Optional<byte[]> chunks(NodeId device, FolderId folder, Part.Chunks asked);

    /** How fast contents may go and come. */
    Brakes brakes();
  }

  /** A content to be sent. */
  public record Served(long size, InputStream in) {}

  private final Connection connection;
  private final Host host;
  private final BlockingQueue<Optional<Control>> outgoing = new LinkedBlockingQueue<>();
  private final Semaphore serving = new Semaphore(SERVED_AT_ONCE);

  private final Duration patience;

  public Session(Connection connection, Host host) {
    this(connection, host, PATIENCE);
  }

  /**
   * @param patience how long an answer may stand still
   */
  Session(Connection connection, Host host, Duration patience) {
    this.connection = connection;
    this.host = host;
    this.patience = patience;
  }

  public NodeId device() {
    return connection.remote();
  }

  /** Runs until the connection ends. */
  public void run() throws IOException {
    try (Stream control = controlStream()) {
      outgoing.add(Optional.of(new Control.Hello(VERSION)));
      Thread writer = Thread.ofVirtual().name("sync-write").start(() -> write(control));
      Thread acceptor = Thread.ofVirtual().name("sync-accept").start(this::acceptAll);
      try {
        var in = new DataInputStream(new BufferedInputStream(control.in()));
        if (!connection.dialled() && in.read() != CONTROL) {
          throw new IOException("the first stream is not the control stream");
        }
        converse(in);
      } finally {
        outgoing.add(Optional.empty());
        connection.close(0, "the conversation is over");
        host.closed(this);
        join(writer);
        join(acceptor);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Stream controlStream() throws IOException {
    return connection.dialled() ? connection.open() : connection.accept();
  }

  private void converse(DataInputStream in) throws IOException {
    Optional<byte[]> first = Frames.read(in);
    if (first.isEmpty() || !(Control.decode(first.get()) instanceof Control.Hello hello)) {
      throw new IOException("the other side said no hello");
    }
    if (hello.version() < VERSION) {
      throw new IOException(
          "the other device speaks version " + hello.version() + " and must be updated");
    }
    host.opened(this);
    while (true) {
      Optional<byte[]> frame = Frames.read(in);
      if (frame.isEmpty()) {
        return;
      }
      host.heard(this, Control.decode(frame.get()));
    }
  }

  public void send(Control message) {
    outgoing.add(Optional.of(message));
  }

  private void write(Stream control) {
    try {
      var out = new DataOutputStream(new BufferedOutputStream(control.out(), Answers.BUFFER));
      if (connection.dialled()) {
        out.writeByte(CONTROL);
      }
      while (true) {
        Optional<Control> next = outgoing.take();
        if (next.isEmpty()) {
          return;
        }
        Frames.write(out, Control.encode(next.get()));
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // A connection on which nothing more is said would keep the other side waiting forever.
      LOG.warn("nothing more can be said to {}: {}", device().shortText(), e.toString());
      connection.close(1, "cannot write");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Stream stream = connection.accept();
        serving.acquireUninterruptibly();
        Thread.ofVirtual().name("sync-serve").start(() -> serve(stream));
      }
    } catch (IOException ended) {
      LOG.debug("no more streams from {}", device().shortText());
    } catch (RuntimeException | Error e) {
      LOG.warn("no more requests of {} can be answered", device().shortText(), e);
      connection.close(1, "cannot answer");
    }
  }

  /** The end of a stream is only sure to arrive when it goes with the last bytes. */
  private static OutputStream unflushed(Stream stream) {
    return new FilterOutputStream(stream.out()) {
      @Override
      public void write(byte[] b, int off, int len) throws IOException {
        out.write(b, off, len);
      }

      @Override
      public void flush() {
        // Closing the stream sends what is left.
      }
    };
  }

  private void serve(Stream stream) {
    try (stream) {
      var in = new DataInputStream(stream.in());
      if (in.read() != CONTENT) {
        throw new IOException("stream of unknown kind");
      }
      Optional<byte[]> request = Frames.read(in);
      if (request.isPresent()) {
        ContentRequest decoded = ContentRequest.decode(request.get());
        OutputStream braked = host.brakes().braking(unflushed(stream), device(), connection::path);
        var out = new BufferedOutputStream(braked, Answers.BUFFER);
        Answers.write(decoded, contents(decoded.folder()), out);
        out.flush();
      }
      stream.out().close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("a request of {} broke off: {}", device().shortText(), e.toString());
      stream.reset(1);
    } finally {
      serving.release();
    }
  }

  private Answers.Contents contents(FolderId folder) {
    return new Answers.Contents() {
      @Override
      public Optional<Served> content(RelPath path, ContentId content) {
        return host.content(device(), folder, path, content);
      }

      @Override
      public Optional<byte[]> chunks(Part.Chunks asked) {
        return host.chunks(device(), folder, asked);
      }
    };
  }

  /** The other device as a source of one folder's contents. */
  public Source source(FolderId folder) {
    return new Source() {
      @Override
      public NodeId device() {
        return connection.remote();
      }

      @Override
      public void fetch(List<Part> parts, Taker taker, Cancel cancel) throws IOException {
        Coding coding = Coding.over(connection.path());
        ask(new ContentRequest(folder, coding.kind(), parts), taker, cancel);
      }
    };
  }

  private void ask(ContentRequest request, Source.Taker taker, Cancel cancel) throws IOException {
    try (Stream stream = connection.open();
        var _ = cancel.running(() -> stream.reset(CANCELLED))) {
      stream.readTimeout(patience);
      var out = new DataOutputStream(unflushed(stream));
      out.writeByte(CONTENT);
      Frames.write(out, request.encode());
      stream.out().close();
      InputStream braked = host.brakes().braking(stream.in(), device(), connection::path);
      Answers.read(braked, request.parts().size(), taker);
    }
  }

  public void close(String reason) {
    connection.close(0, reason);
  }
}
