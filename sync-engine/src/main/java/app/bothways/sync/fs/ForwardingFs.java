package app.bothways.sync.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Does what another does; for those that do one thing otherwise. */
abstract class ForwardingFs implements Fs {
  private final Fs inner;

  ForwardingFs(Fs inner) {
    this.inner = inner;
  }

  Fs inner() {
    return inner;
  }

  @Override
  public Dir enter(Path root, List<String> names) throws IOException {
    return inner.enter(root, names);
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    return inner.lstat(path);
  }

  @Override
  public long bornNanos(Path path) throws IOException {
    return inner.bornNanos(path);
  }

  @Override
  public List<Path> names(Path directory) throws IOException {
    return inner.names(directory);
  }

  @Override
  public String readLink(Path link) throws IOException {
    return inner.readLink(link);
  }

  @Override
  public InputStream openRead(Path file) throws IOException {
    return inner.openRead(file);
  }

  @Override
  public Optional<byte[]> readSmall(Path file, long size) throws IOException {
    return inner.readSmall(file, size);
  }

  @Override
  public void writeNew(Path file, byte[] content) throws IOException {
    inner.writeNew(file, content);
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    return inner.create(file);
  }

  @Override
  public FileChannel reopen(Path file) throws IOException {
    return inner.reopen(file);
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    inner.force(channel);
  }

  @Override
  public boolean forceAll(Path directory) throws IOException {
    return inner.forceAll(directory);
  }

  @Override
  public void forceDir(Path directory) throws IOException {
    inner.forceDir(directory);
  }

  @Override
  public void makeDir(Path directory) throws IOException {
    inner.makeDir(directory);
  }

  @Override
  public void makeLink(Path link, String target) throws IOException {
    inner.makeLink(link, target);
  }

  @Override
  public void setMeta(Path file, long mtimeNanos, int mode) throws IOException {
    inner.setMeta(file, mtimeNanos, mode);
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    inner.publish(from, to);
  }

  @Override
  public void takeOut(Path target, Path slot) throws IOException {
    inner.takeOut(target, slot);
  }

  @Override
  public boolean movesByOneCall() throws IOException {
    return inner.movesByOneCall();
  }

  @Override
  public void secondName(Path from, Path to) throws IOException {
    inner.secondName(from, to);
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    inner.swap(target, staged, slot);
  }

  @Override
  public void delete(Path path) throws IOException {
    inner.delete(path);
  }

  @Override
  public void deleteDir(Path directory) throws IOException {
    inner.deleteDir(directory);
  }

  @Override
  public long freeBytes(Path path) throws IOException {
    return inner.freeBytes(path);
  }

  @Override
  public long totalBytes(Path path) throws IOException {
    return inner.totalBytes(path);
  }

  @Override
  public String volume(Path path) throws IOException {
    return inner.volume(path);
  }
}
