package app.bothways.sync.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code .bothways/folder} that says which folder a root is. It is written whole or not at
 * all, and never by anything but the wish of a person to have a folder here.
 *
 * @param incarnation random, made with the marker: tells it from a marker made anew
 */
public record Marker(String folder, String incarnation) {
  /** In our directory. */
  public static final String NAME = "folder";

  private static final int MAX_BYTES = 4096;

  /** Reads the marker of a root; an unreadable text counts as a marker of no folder. */
  static Marker read(Path root) throws IOException {
    Path file = root.resolve(Root.OURS).resolve(NAME);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
    List<String> lines = text.lines().toList();
    return lines.size() < 2 ? new Marker("", "") : new Marker(lines.get(0), lines.get(1));
  }

  /** That of a root of {@code folder}; empty where it cannot be read, or is another folder's. */
  public static Optional<String> incarnation(Path root, String folder) {
    try {
      Marker marker = read(root);
      return marker.folder().equals(folder) ? Optional.of(marker.incarnation()) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Makes {@code root}, if need be, the root of {@code folder}; another folder's mark goes. */
  public static void write(Path root, String folder, byte[] random) throws IOException {
    Path ours = root.resolve(Root.OURS);
    Files.createDirectories(ours);
    if (Files.exists(ours.resolve(NAME)) && read(root).folder().equals(folder)) {
      return;
    }
    Path fresh = ours.resolve(NAME + ".new");
    String text =
        folder
            + "\n"
            + HexFormat.of().formatHex(random)
            + "\nThis directory belongs to Bothways."
            + " Do not delete it while the folder is shared.\n";
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(
        fresh,
        ours.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
