package app.bothways.sync.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBase;

/** A file below H2 that does what another one does. */
class DelegatingFile extends FileBase {
  private final FileChannel file;

  DelegatingFile(FileChannel file) {
    this.file = file;
  }

  @Override
  public int read(ByteBuffer to, long at) throws IOException {
    return file.read(to, at);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return file.read(to);
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    return file.write(from, at);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    long at = file.position();
    int written = write(from, at);
    file.position(at + written);
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  public void force(boolean alsoTimes) throws IOException {
    file.force(alsoTimes);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long at) throws IOException {
    file.position(at);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return file.tryLock(at, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }
}
