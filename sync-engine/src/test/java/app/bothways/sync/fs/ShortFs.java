package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A disk that has shorter names than others, as encrypted ones do. */
public final class ShortFs extends ForwardingFs {
  private final int mostBytes;
  private Optional<String> more = Optional.empty();

  public ShortFs(Fs inner, int mostBytes) {
    super(inner);
    this.mostBytes = mostBytes;
  }

  /** Each directory lists this name, too, whatever it is. */
  public void alsoLists(String name) {
    more = Optional.of(name);
  }

  private Path checked(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (name.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      throw new FileSystemException(path.toString(), null, "File name too long");
    }
    return path;
  }

  @Override
  public List<Path> names(Path directory) throws IOException {
    var names = new ArrayList<>(super.names(directory));
    more.ifPresent(name -> names.add(Path.of(name)));
    return names;
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    return super.lstat(checked(path));
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    return super.create(checked(file));
  }

  @Override
  public void makeDir(Path directory) throws IOException {
    super.makeDir(checked(directory));
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    super.publish(checked(from), checked(to));
  }

  @Override
  public void secondName(Path from, Path to) throws IOException {
    super.secondName(checked(from), checked(to));
  }
}
