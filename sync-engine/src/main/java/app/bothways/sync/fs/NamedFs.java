package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives files, in the directories that {@link #enter} enters, the names that their disk can hold.
 * What the disk is like is looked at in the root that is entered first, and nothing is written for
 * it. A name is only ever taken for what is there under that very name: a twin that differs in case
 * is another file, and gets another name.
 */
public final class NamedFs extends ForwardingFs {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final int MOST_TWINS = 9;

  private final Path witness;
  private volatile Optional<NameProfile> profile;

  private NamedFs(Fs inner, Path witness, Optional<NameProfile> profile) {
    super(inner);
    this.witness = witness;
    this.profile = profile;
  }

  /**
   * @param witness a file of ours that is on the same disk whenever the folder is, with small
   *     letters in its name
   */
  public static Fs looking(Fs inner, Path witness) {
    return new NamedFs(inner, witness, Optional.empty());
  }

  /** For a disk that is known to be so. */
  public static Fs of(Fs inner, NameProfile profile) {
    return new NamedFs(inner, Path.of(""), Optional.of(profile));
  }

  private NameProfile profile() throws IOException {
    Optional<NameProfile> known = profile;
    if (known.isEmpty()) {
      known = Optional.of(look());
      profile = known;
    }
    return known.get();
  }

  private NameProfile look() throws IOException {
    inner().lstat(witness);
    Path loud = witness.resolveSibling(upper(witness.getFileName().toString()));
    boolean folded = Files.exists(loud, LinkOption.NOFOLLOW_LINKS);
    boolean windows = WINDOWS || Probes.namesLikeWindows(witness.getParent());
    return new NameProfile(
        windows ? NameProfile.Characters.WINDOWS : NameProfile.Characters.ANY,
        folded ? NameProfile.LetterCase.FOLDED : NameProfile.LetterCase.DISTINCT);
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  @Override
  public Dir enter(Path root, List<String> names) throws IOException {
    NameProfile disk;
    try {
      disk = profile();
    } catch (NoSuchFileException notTheRoot) {
      // Without our file it is not a folder of ours, and nothing will be done to it.
      disk = NameProfile.ANY;
    }
    if (disk.equals(NameProfile.ANY)) {
      return inner().enter(root, names);
    }
    List<String> there = new ArrayList<>();
    for (String name : names) {
      try (Dir dir = inner().enter(root, there)) {
        there.add(place(dir, name, disk).getFileName().toString());
      }
    }
    return new Named(inner().enter(root, there), disk);
  }

  private final class Named implements Dir {
    private final Dir dir;
    private final NameProfile disk;

    Named(Dir dir, NameProfile disk) {
      this.dir = dir;
      this.disk = disk;
    }

    @Override
    public Path path() {
      return dir.path();
    }

    @Override
    public Path resolve(String name) throws IOException {
      return place(dir, name, disk);
    }

    @Override
    public Optional<String> logical(String listed) {
      return DiskNames.logical(listed, disk);
    }

    @Override
    public Optional<Twin> twinFor(String freed) throws IOException {
      return disk.letterCase() == NameProfile.LetterCase.DISTINCT
          ? Optional.empty()
          : twin(dir, DiskNames.disk(freed, disk), disk);
    }

    @Override
    public void close() {
      dir.close();
    }
  }

  /** Where a name is, or will be if it is not there. */
  private Path place(Dir dir, String name, NameProfile disk) throws IOException {
    String plain = DiskNames.disk(name, disk);
    Path first = dir.resolve(plain);
    if (disk.letterCase() == NameProfile.LetterCase.DISTINCT) {
      return first;
    }
    Optional<Path> free = Optional.empty();
    for (int twin = 1; twin <= MOST_TWINS; twin++) {
      Path path = twin == 1 ? first : dir.resolve(DiskNames.twin(plain, twin));
      if (twin > 1 && tooLong(path)) {
        break;
      }
      Optional<String> there = trueName(dir, path);
      if (there.filter(is -> same(is, path.getFileName().toString())).isPresent()) {
        return path;
      }
      if (there.isEmpty() && free.isEmpty()) {
        free = Optional.of(path);
      }
    }
    return free.orElseThrow(() -> new FileSystemException(name, null, SystemTexts.BAD_NAME));
  }

  private Optional<Dir.Twin> twin(Dir dir, String plain, NameProfile disk) throws IOException {
    if (trueName(dir, dir.resolve(plain)).isPresent()) {
      return Optional.empty();
    }
    for (int twin = 2; twin <= MOST_TWINS; twin++) {
      Path path = dir.resolve(DiskNames.twin(plain, twin));
      if (tooLong(path)) {
        break;
      }
      Optional<String> here = trueName(dir, path);
      Optional<String> name = here.flatMap(is -> DiskNames.logical(is, disk));
      if (name.isPresent()) {
        Path free = dir.resolve(DiskNames.disk(name.get(), disk));
        return Optional.of(new Dir.Twin(dir.resolve(here.get()), free));
      }
    }
    return Optional.empty();
  }

  /** A twin's name is longer, and nothing can be under one that the disk cannot have. */
  private boolean tooLong(Path path) throws IOException {
    try {
      inner().lstat(path);
      return false;
    } catch (NoSuchFileException free) {
      return false;
    } catch (FileSystemException refused) {
      if (SystemTexts.code(String.valueOf(refused.getMessage())).isPresent()) {
        return true;
      }
      throw refused;
    }
  }

  private static boolean same(String a, String b) {
    return Normalizer.normalize(a, Normalizer.Form.NFC)
        .equals(Normalizer.normalize(b, Normalizer.Form.NFC));
  }

  /** The name of what answers to this path, as the disk spells it; empty when nothing does. */
  private Optional<String> trueName(Dir dir, Path path) throws IOException {
    try {
      inner().lstat(path);
    } catch (NoSuchFileException nothing) {
      return Optional.empty();
    }
    if (WINDOWS) {
      return Optional.of(path.toRealPath(LinkOption.NOFOLLOW_LINKS).getFileName().toString());
    }
    String wanted = path.getFileName().toString();
    List<String> alike =
        inner().names(dir.path()).stream()
            .map(Path::toString)
            .filter(is -> same(fold(is), fold(wanted)))
            .toList();
    // RACE: taken away since it was looked at: as good as never there.
    return alike.stream().filter(is -> same(is, wanted)).findFirst().or(() -> first(alike));
  }

  private static Optional<String> first(List<String> names) {
    return names.stream().findFirst();
  }

  private static String fold(String name) {
    return upper(name).toLowerCase(Locale.ROOT);
  }
}
