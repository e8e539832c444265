package app.bothways.sync.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A disk of this machine that behaves to names as FAT does: no case, few characters. */
public final class FatFs extends ForwardingFs {
  private static final NameProfile FAT =
      new NameProfile(NameProfile.Characters.WINDOWS, NameProfile.LetterCase.FOLDED);

  FatFs(Fs inner) {
    super(inner);
  }

  /** Such a disk as the engine uses it, which cannot be asked how it spells a name. */
  public static Fs listed(Fs inner) {
    return NamedFs.of(new FatFs(inner), FAT);
  }

  /** Such a disk as the engine uses it, which can. */
  public static Fs asked(Fs inner) {
    var fat = new FatFs(inner);
    return NamedFs.of(fat, FAT, Spelling.asking(fat::real));
  }

  /** What answers to this name: one that differs in case only, if there is one. */
  private Path real(Path path) throws IOException {
    Path name = path.getFileName();
    Path parent = path.getParent();
    if (name.toString()
        .matches(".*[<>:\"|?*\\\\\\x01-\\x1f].*|.*[. ]|(?i)(con|nul|com1)([.].*)?")) {
      throw new FileSystemException(path.toString(), null, SystemTexts.BAD_NAME);
    }
    if (!Files.isDirectory(parent) || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return path;
    }
    for (Path there : super.names(parent)) {
      if (there
          .toString()
          .toLowerCase(Locale.ROOT)
          .equals(name.toString().toLowerCase(Locale.ROOT))) {
        return parent.resolve(there);
      }
    }
    return path;
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    return super.lstat(real(path));
  }

  @Override
  public List<Path> names(Path directory) throws IOException {
    return super.names(directory);
  }

  @Override
  public InputStream openRead(Path file) throws IOException {
    return super.openRead(real(file));
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    return super.create(real(file));
  }

  @Override
  public FileChannel reopen(Path file) throws IOException {
    return super.reopen(real(file));
  }

  @Override
  public void makeDir(Path directory) throws IOException {
    super.makeDir(real(directory));
  }

  @Override
  public void makeLink(Path link, String target) throws IOException {
    super.makeLink(real(link), target);
  }

  @Override
  public void setMeta(Path file, long mtimeNanos, int mode) throws IOException {
    super.setMeta(real(file), mtimeNanos, mode);
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    super.publish(real(from), real(to));
  }

  @Override
  public void takeOut(Path target, Path slot) throws IOException {
    super.takeOut(real(target), real(slot));
  }

  @Override
  public void secondName(Path from, Path to) throws IOException {
    super.secondName(real(from), real(to));
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    super.swap(real(target), real(staged), real(slot));
  }

  @Override
  public void delete(Path path) throws IOException {
    super.delete(real(path));
  }

  @Override
  public void deleteDir(Path directory) throws IOException {
    super.deleteDir(real(directory));
  }
}
