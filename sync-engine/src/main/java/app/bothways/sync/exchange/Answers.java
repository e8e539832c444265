package app.bothways.sync.exchange;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Blocks;
import app.bothways.sync.transfer.Coding;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Source;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link ContentRequest}, written and read: byte 0 for bytes as they are or 1 for
 * blocks; then for each part byte 0, its length in 64 bits, the bytes; or byte 1: not here.
 */
final class Answers {
  static final int BUFFER = 128 << 10;
  private static final int HERE = 0;
  private static final int NOT_HERE = 1;

  private Answers() {}

  /** What an answer is made from. */
  interface Contents {
    Optional<Session.Served> content(RelPath path, ContentId content);

    Optional<byte[]> chunks(Part.Chunks asked);
  }

  /** Writes the whole answer; {@code out} is not closed. */
  static void write(ContentRequest request, Contents contents, OutputStream out)
      throws IOException {
    out.write(request.coding().ordinal());
    OutputStream coded =
        switch (request.coding()) {
          case PLAIN -> out;
          case ZSTD -> Blocks.writing(out);
        };
    var data = new DataOutputStream(new BufferedOutputStream(coded, BUFFER));
    for (Part part : request.parts()) {
      switch (part) {
        case Part.Whole whole -> {
          Optional<Session.Served> served = contents.content(whole.path(), whole.content());
          write(
              served,
              served
                  .map(s -> List.of(new Part.Stretch(0, Math.max(1, s.size()))))
                  .orElse(List.of()),
              data);
        }
        case Part.Stretches some ->
            write(contents.content(some.path(), some.content()), some.stretches(), data);
        case Part.Chunks chunks -> {
          Optional<byte[]> list = contents.chunks(chunks);
          data.writeByte(list.isPresent() ? HERE : NOT_HERE);
          if (list.isPresent()) {
            data.writeLong(list.get().length);
            data.write(list.get());
          }
        }
      }
    }
    data.flush();
    if (request.coding() == Coding.Kind.ZSTD) {
      coded.close();
    }
  }

  private static void write(
      Optional<Session.Served> served, List<Part.Stretch> stretches, DataOutputStream out)
      throws IOException {
    if (served.isEmpty()) {
      out.writeByte(NOT_HERE);
      return;
    }
    try (InputStream file = served.get().in()) {
      long size = served.get().size();
      out.writeByte(HERE);
      if (size == 0) {
        out.writeLong(0);
        return;
      }
      if (stretches.isEmpty()
          || stretches.getLast().offset() > size - stretches.getLast().length()) {
        throw new IOException("bytes beyond the end of a file were asked for");
      }
      out.writeLong(stretches.stream().mapToLong(Part.Stretch::length).sum());
      long at = 0;
      for (Part.Stretch stretch : stretches) {
        file.skipNBytes(stretch.offset() - at);
        copy(file, out, stretch.length());
        at = stretch.offset() + stretch.length();
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

  /** Hands over the answer to {@code parts} parts. */
  static void read(InputStream in, int parts, Source.Taker taker) throws IOException {
    int coding = in.read();
    InputStream bytes =
        switch (coding) {
          case 0 -> in;
          case 1 -> Blocks.reading(in);
          default -> throw new IOException("an answer of unknown kind " + coding);
        };
    var data = new DataInputStream(bytes);
    for (int i = 0; i < parts; i++) {
      int status = data.readUnsignedByte();
      if (status == NOT_HERE) {
        taker.missing(i);
        continue;
      }
      if (status != HERE) {
        throw new IOException("an answer of unknown kind " + status);
      }
      long size = data.readLong();
      if (size < 0) {
        throw new IOException("a part of " + size + " bytes");
      }
      var part = new PartStream(bytes, size);
      taker.here(i, size, part);
      part.skipAll();
    }
  }

  /** The bytes of one part in a stream of several. */
  private static final class PartStream extends InputStream {
    private final InputStream in;
    private long left;

    PartStream(InputStream in, long size) {
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
        throw cut();
      }
      left -= n;
      return n;
    }

    /** Whoever gives the bytes is to know how many are wanted: then nobody wakes us before. */
    @Override
    public int readNBytes(byte[] b, int off, int len) throws IOException {
      int wanted = (int) Math.min(len, left);
      int n = in.readNBytes(b, off, wanted);
      if (n < wanted) {
        throw cut();
      }
      left -= n;
      return n;
    }

    private static NetException cut() {
      return new NetException(NetError.STREAM_RESET, "the stream ended inside a part");
    }

    void skipAll() throws IOException {
      if (left > 0) {
        var buffer = new byte[8192];
        for (int n = 0; n >= 0; n = read(buffer, 0, buffer.length)) {
          // What nobody wanted.
          continue;
        }
      }
    }
  }
}
