package app.bothways.sync.exchange;

import app.bothways.net.Connection;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderId;
import app.bothways.sync.core.Want;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to another device, from hello to end. {@link #send} and {@link #fetch} may be
 * called by any thread; {@code send} never blocks.
 */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  static final int VERSION = 1;
  private static final int CONTROL = 1;
  private static final int CONTENT = 2;
  private static final int SERVED_AT_ONCE = 16;
  private static final int BUFFER = 128 << 10;
  private static final int HERE = 0;
  private static final int NOT_HERE = 1;

  /** What a session asks of the engine. */
  public interface Host {
    void opened(Session session);

    void closed(Session session);

    /** Called for one message after the other. */
    void heard(Session session, Control message);

    /** A content as a stream; empty when it is not here, or not for that device. */
    Optional<Served> content(NodeId device, FolderId folder, RelPath path, ContentId content);
  }

  /** A content to be sent. */
  public record Served(long size, InputStream in) {}

  /** Takes the answers to one request, in order. */
  public interface Receiver {
    /** {@code in} ends after {@code want.size()} bytes; what is not read is skipped. */
    void content(Want want, InputStream in) throws IOException;

    /** The other side does not have it any more. */
    void missing(Want want);
  }

  private final Connection connection;
  private final Host host;
  private final BlockingQueue<Optional<Control>> outgoing = new LinkedBlockingQueue<>();
  private final Semaphore serving = new Semaphore(SERVED_AT_ONCE);

  public Session(Connection connection, Host host) {
    this.connection = connection;
    this.host = host;
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
    if (first.isEmpty() || !(Control.decode(first.get()) instanceof Control.Hello)) {
      throw new IOException("the other side said no hello");
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
      var out = new DataOutputStream(new BufferedOutputStream(control.out(), BUFFER));
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

  private void serve(Stream stream) {
    try (stream) {
      var in = new DataInputStream(stream.in());
      var out = new DataOutputStream(new BufferedOutputStream(stream.out(), BUFFER));
      if (in.read() != CONTENT) {
        throw new IOException("stream of unknown kind");
      }
      Optional<byte[]> request = Frames.read(in);
      if (request.isPresent()) {
        answer(ContentRequest.decode(request.get()), out);
      }
      out.flush();
      stream.out().close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("a request of {} broke off: {}", device().shortText(), e.toString());
      stream.reset(1);
    } finally {
      serving.release();
    }
  }

  private void answer(ContentRequest request, DataOutputStream out) throws IOException {
    for (ContentRequest.Part part : request.parts()) {
      Optional<Served> served =
          host.content(device(), request.folder(), part.path(), part.content());
      if (served.isEmpty()) {
        out.writeByte(NOT_HERE);
        continue;
      }
      try (InputStream file = served.get().in()) {
        out.writeByte(HERE);
        out.writeLong(served.get().size());
        copy(file, out, served.get().size());
      }
    }
  }

  private static void copy(InputStream in, DataOutputStream out, long size) throws IOException {
    var buffer = new byte[(int) Math.min(BUFFER, Math.max(size, 1))];
    long left = size;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new IOException("the file became shorter while it was sent");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  /**
   * Asks for contents and hands them over as they come.
   *
   * @throws IOException when the connection or the other side failed; what was not handed over by
   *     then will not come
   */
  public void fetch(FolderId folder, List<Want> wants, Receiver receiver) throws IOException {
    try (Stream stream = connection.open()) {
      var out = new DataOutputStream(new BufferedOutputStream(stream.out()));
      out.writeByte(CONTENT);
      Frames.write(
          out,
          new ContentRequest(
                  folder,
                  wants.stream().map(w -> new ContentRequest.Part(w.path(), w.content())).toList())
              .encode());
      out.flush();
      stream.out().close();
      var in = new DataInputStream(new BufferedInputStream(stream.in(), BUFFER));
      for (Want want : wants) {
        receive(want, in, receiver);
      }
    }
  }

  private static void receive(Want want, DataInputStream in, Receiver receiver) throws IOException {
    if (in.readUnsignedByte() == NOT_HERE) {
      receiver.missing(want);
      return;
    }
    long size = in.readLong();
    if (size != want.size()) {
      throw new IOException("content of " + size + " bytes instead of " + want.size());
    }
    var part = new Part(in, size);
    receiver.content(want, part);
    part.skipAll();
  }

  /** The bytes of one content in a stream of several. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long size) {
      this.in = in;
      left = size;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(b, off, (int) Math.min(len, left));
      if (n < 0) {
        throw new NetException(
            app.bothways.net.NetError.STREAM_RESET, "the stream ended inside a file");
      }
      left -= n;
      return n;
    }

    void skipAll() throws IOException {
      var buffer = new byte[8192];
      int n;
      do {
        n = read(buffer, 0, buffer.length);
      } while (n >= 0);
    }
  }

  public void close(String reason) {
    connection.close(0, reason);
  }
}
