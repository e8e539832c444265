package app.bothways.sync.scan;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.fs.UnicodeTwins;
import app.bothways.sync.guard.Root;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one directory held at one look.
 *
 * @param items what can be synced, in order of path
 * @param unknown what cannot be looked at or told to other devices
 */
record Listing(List<Item> items, List<Finding.Unknown> unknown) {
  record Item(RelPath path, Meta meta) {}

  static Listing of(Fs fs, Dir dir, Optional<RelPath> directory) throws IOException {
    List<Path> names = fs.names(dir.path());
    Set<String> texts = new HashSet<>();
    Map<String, String> twins = dir.twins(names);
    names.forEach(name -> text(dir, name, twins).ifPresent(texts::add));
    List<Item> items = new ArrayList<>(names.size());
    List<Finding.Unknown> unknown = new ArrayList<>();
    for (Path name : names) {
      if (directory.isEmpty() && Root.isOurs(name.toString())) {
        continue;
      }
      Optional<String> logical = text(dir, name, twins).map(text -> twin(text, texts));
      RelPath path = pathOf(directory, logical.orElseGet(name::toString));
      Optional<String> wrong =
          logical.isEmpty()
              ? Optional.of("it holds characters that stand for others on this disk")
              : wrongName(name, logical.get(), texts, path);
      if (wrong.isPresent()) {
        unknown.add(
            new Finding.Unknown(
                path, DiskErrors.make(ErrorCode.NAME_NOT_POSSIBLE, path.toString(), wrong.get())));
        continue;
      }
      try {
        items.add(new Item(path, fs.lstat(dir.path().resolve(name))));
      } catch (NoSuchFileException | NotDirectoryException gone) {
        // RACE: taken away since the directory was read; as good as never listed.
        continue;
      } catch (IOException failed) {
        unknown.add(new Finding.Unknown(path, DiskErrors.reading(path.toString(), failed)));
      }
    }
    items.sort(Comparator.comparing(Item::path));
    return new Listing(items, unknown);
  }

  private static Optional<String> text(Dir dir, Path name, Map<String, String> twins) {
    String listed = name.toString();
    return Optional.ofNullable(twins.get(listed)).or(() -> dir.logical(listed));
  }

  /** The path to speak of; of a name too long to be spoken of its beginning, or the directory's. */
  private static RelPath pathOf(Optional<RelPath> directory, String name) {
    String in = directory.map(d -> d + "/").orElse("");
    return RelPath.parse(in + name)
        .or(() -> RelPath.parse(in + name.substring(0, Math.min(40, name.length())) + "\u2026"))
        .or(() -> directory)
        .orElseGet(() -> RelPath.of("?"));
  }

  /** What others call it: another name, if it is the second of two that are one to them. */
  private static String twin(String text, Set<String> all) {
    String composed = composed(text);
    boolean isSecond =
        !composed.equals(text)
            && all.contains(composed)
            && Normalizer.normalize(text, Normalizer.Form.NFD).equals(text);
    return isSecond ? UnicodeTwins.nameOf(composed, all).orElse(text) : text;
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static Optional<String> wrongName(Path name, String text, Set<String> all, RelPath path) {
    if (!name.getFileSystem().getPath(name.toString()).equals(name)) {
      return Optional.of("the name is not Unicode text");
    }
    if (path.name().equals(text)) {
      return Optional.empty();
    }
    String composed = composed(text);
    if (!path.name().equals(composed)) {
      return Optional.of("the name or the path is too long: 255 and 4096 bytes");
    }
    if (all.contains(composed)) {
      return Optional.of("another name here differs only in its Unicode form");
    }
    return Normalizer.normalize(text, Normalizer.Form.NFD).equals(text)
        ? Optional.empty()
        : Optional.of("the name mixes Unicode forms");
  }
}
