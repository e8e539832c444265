package app.bothways.sync.transfer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A stream as blocks of at most 128 KiB, each compressed if that pays: the length of its bytes, the
 * length of what follows (the same: as it is), both 32-bit; at the end a length of 0. What does not
 * shrink makes the writer stop trying for some blocks.
 */
public final class Blocks {
  static final int BLOCK = 128 << 10;
  private static final int LEVEL = 1;
  private static final int UNTRIED = 16;

  private Blocks() {}

  public static OutputStream writing(OutputStream out) {
    return new Writer(new DataOutputStream(out));
  }

  public static InputStream reading(InputStream in) {
    return new Reader(new DataInputStream(in));
  }

  private static final class Writer extends OutputStream {
    private final DataOutputStream out;
    private final byte[] block = new byte[BLOCK];
    private final byte[] coded = new byte[(int) Zstd.compressBound(BLOCK)];
    private int filled;
    private int untried;

    Writer(DataOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      int from = off;
      while (from < off + len) {
        int n = Math.min(BLOCK - filled, off + len - from);
        System.arraycopy(b, from, block, filled, n);
        filled += n;
        from += n;
        if (filled == BLOCK) {
          emit();
        }
      }
    }

    private void emit() throws IOException {
      if (filled == 0) {
        return;
      }
      long size = filled;
      if (untried == 0) {
        size = Zstd.compressByteArray(coded, 0, coded.length, block, 0, filled, LEVEL);
        if (Zstd.isError(size) || size > filled - filled / 16) {
          size = filled;
          untried = UNTRIED;
        }
      } else {
        untried--;
      }
      out.writeInt(filled);
      out.writeInt((int) size);
      out.write(size < filled ? coded : block, 0, (int) size);
      filled = 0;
    }

    @Override
    public void flush() throws IOException {
      emit();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      emit();
      out.writeInt(0);
      out.close();
    }
  }

  private static final class Reader extends InputStream {
    private final DataInputStream in;
    private byte[] block = {};
    private int at;
    private int end;

    Reader(DataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (at == end && (end < 0 || !next())) {
        return -1;
      }
      int n = Math.min(len, end - at);
      System.arraycopy(block, at, b, off, n);
      at += n;
      return n;
    }

    private boolean next() throws IOException {
      int size = in.readInt();
      if (size == 0) {
        at = -1;
        end = -1;
        return false;
      }
      int coded = in.readInt();
      if (size < 0 || size > BLOCK || coded <= 0 || coded > size) {
        throw new IOException("a block of " + coded + " bytes for " + size);
      }
      byte[] bytes = in.readNBytes(coded);
      if (bytes.length < coded) {
        throw new IOException("the stream ended inside a block");
      }
      block = coded == size ? bytes : expand(bytes, size);
      at = 0;
      end = size;
      return true;
    }

    private byte[] expand(byte[] bytes, int size) throws IOException {
      byte[] into = block.length >= size ? block : new byte[size];
      try {
        if (Zstd.decompressByteArray(into, 0, size, bytes, 0, bytes.length) != size) {
          throw new IOException("a block of another length than announced");
        }
      } catch (ZstdException damaged) {
        throw new IOException("a damaged block", damaged);
      }
      return into;
    }
  }
}
