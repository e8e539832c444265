package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.Stream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Keeps what is written and read. */
final class Overheard extends Posing {
  private final ByteArrayOutputStream heard;

  Overheard(Connection real, ByteArrayOutputStream heard) {
    super(real, real.remote());
    this.heard = heard;
  }

  @Override
  public Stream open() throws IOException {
    Stream real = super.open();
    return new Stream() {
      @Override
      public void readTimeout(java.time.Duration longest) {
        real.readTimeout(longest);
      }

      @Override
      public InputStream in() {
        return new FilterInputStream(real.in()) {
          @Override
          public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            if (n > 0) {
              heard.write(b, off, n);
            }
            return n;
          }
        };
      }

      @Override
      public OutputStream out() {
        return new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            heard.write(b, off, len);
            real.out().write(b, off, len);
          }

          @Override
          public void flush() throws IOException {
            real.out().flush();
          }

          @Override
          public void close() throws IOException {
            real.out().close();
          }
        };
      }

      @Override
      public void reset(long code) {
        real.reset(code);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }
}
