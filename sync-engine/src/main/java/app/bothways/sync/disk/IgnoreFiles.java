package app.bothways.sync.disk;

import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.LinkInPathException;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.guard.Root;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads ignore files, never through a link and never more than an ignore file can have. */
record IgnoreFiles(Fs fs, Root root) {
  private static final int MOST_BYTES = 1 << 20;

  Optional<String> text(RelPath file) throws IOException {
    try (Dir dir = root.parentOf(file)) {
      Path path = dir.resolve(file.name());
      if (fs.lstat(path).kind() != Meta.Kind.FILE) {
        return Optional.empty();
      }
      try (InputStream in = fs.openRead(path)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw new DiskException(
              DiskErrors.make(
                  ErrorCode.IGNORE_RULES, file.toString(), file + " is larger than 1 MiB"));
        }
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException | NotDirectoryException | LinkInPathException none) {
      return Optional.empty();
    }
  }
}
