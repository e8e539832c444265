package app.bothways.net.memory;

import app.bothways.net.Stream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Two pipes, one each way. */
record MemoryStream(MemoryPipe incoming, MemoryPipe outgoing) implements Stream {
  @Override
  public InputStream in() {
    return incoming.in;
  }

  @Override
  public OutputStream out() {
    return outgoing.out;
  }

  @Override
  public void readTimeout(Duration longest) {
    incoming.timeout(longest);
  }

  @Override
  public void reset(long code) {
    incoming.fail("reset " + code);
    outgoing.fail("reset " + code);
  }

  @Override
  public void close() {
    outgoing.finish();
    incoming.fail("closed");
  }
}
