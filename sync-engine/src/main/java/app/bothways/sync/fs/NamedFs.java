package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives files, in the directories that {@link #enter} enters, the names that their disk can hold.
 * What the disk is like is looked at in the root that is entered first, and nothing is written for
 * it. A name is only ever taken for what is there under that very name: a twin that differs in case
 * is another file, and gets another name.
 */
public final class NamedFs extends ForwardingFs {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final int MOST_TWINS = 9;

  /**
   * What the disk is like.
   *
   * @param spelling asked only where the disk does not tell case apart
   */
  private record Looked(NameProfile profile, Spelling spelling) {}

  private final Path witness;
  private volatile Optional<Looked> disk;

  private NamedFs(Fs inner, Path witness, Optional<Looked> disk) {
    super(inner);
    this.witness = witness;
    this.disk = disk;
  }

  /**
   * @param witness a file of ours that is on the same disk whenever the folder is, with small
   *     letters in its name
   */
  public static Fs looking(Fs inner, Path witness) {
    return new NamedFs(inner, witness, Optional.empty());
  }

  /** For a disk that is known to be so, and cannot be asked how it spells a name. */
  public static Fs of(Fs inner, NameProfile profile) {
    return of(inner, profile, Spelling.listed());
  }

  static Fs of(Fs inner, NameProfile profile, Spelling spelling) {
    return new NamedFs(inner, Path.of(""), Optional.of(new Looked(profile, spelling)));
  }

  private Looked disk() throws IOException {
    Optional<Looked> known = disk;
    if (known.isEmpty()) {
      known = Optional.of(look());
      disk = known;
    }
    return known.get();
  }

  private Looked look() throws IOException {
    inner().lstat(witness);
    Path loud = witness.resolveSibling(witness.getFileName().toString().toUpperCase(Locale.ROOT));
    boolean folded = Files.exists(loud, LinkOption.NOFOLLOW_LINKS);
    boolean windows = WINDOWS || Probes.namesLikeWindows(witness.getParent());
    var profile =
        new NameProfile(
            windows ? NameProfile.Characters.WINDOWS : NameProfile.Characters.ANY,
            folded ? NameProfile.LetterCase.FOLDED : NameProfile.LetterCase.DISTINCT);
    return new Looked(profile, folded ? Spelling.on(witness, loud) : Spelling.listed());
  }

  @Override
  public Dir enter(Path root, List<String> names) throws IOException {
    Looked disk;
    try {
      disk = disk();
    } catch (NoSuchFileException notTheRoot) {
      // Without our file it is not a folder of ours, and nothing will be done to it.
      disk = new Looked(NameProfile.ANY, Spelling.listed());
    }
    if (disk.profile().equals(NameProfile.ANY)) {
      return inner().enter(root, names);
    }
    List<String> there = new ArrayList<>();
    for (String name : names) {
      try (Dir dir = inner().enter(root, there)) {
        there.add(new Named(dir, disk, false).resolve(name).getFileName().toString());
      }
    }
    return new Named(inner().enter(root, there), disk, false);
  }

  private final class Named implements Dir {
    private final Dir dir;
    private final Looked disk;
    private final Spelling.Listed listed;

    Named(Dir dir, Looked disk, boolean remembers) {
      this.dir = dir;
      this.disk = disk;
      listed = new Spelling.Listed(inner(), dir.path(), remembers);
    }

    @Override
    public Dir looking() {
      return new Named(dir, disk, true);
    }

    @Override
    public Path path() {
      return dir.path();
    }

    /** Where a name is, or will be if it is not there. */
    @Override
    public Path resolve(String name) throws IOException {
      String plain = DiskNames.disk(name, disk.profile());
      Path first = dir.resolve(plain);
      if (disk.profile().letterCase() == NameProfile.LetterCase.DISTINCT) {
        return DiskNames.mayShow(name) && isNothing(first) ? twinCalled(name).orElse(first) : first;
      }
      Optional<Path> free = Optional.empty();
      for (int twin = 1; twin <= MOST_TWINS; twin++) {
        Path path = twin == 1 ? first : dir.resolve(DiskNames.twin(plain, twin));
        Optional<String> there;
        try {
          there = spelled(path);
        } catch (FileSystemException refused) {
          if (twin > 1 && cannotBe(refused)) {
            break;
          }
          throw refused;
        }
        if (there.filter(is -> Spelling.same(is, path.getFileName().toString())).isPresent()) {
          return path;
        }
        if (there.isEmpty() && free.isEmpty()) {
          free = Optional.of(path);
        }
      }
      Optional<Path> called = twinCalled(name);
      if (called.isPresent()) {
        return called.get();
      }
      return free.orElseThrow(() -> new FileSystemException(name, null, SystemTexts.BAD_NAME));
    }

    private boolean isNothing(Path path) throws IOException {
      try {
        inner().lstat(path);
        return false;
      } catch (NoSuchFileException nothing) {
        return true;
      }
    }

    /** What has the name only since another one has its own. */
    private Optional<Path> twinCalled(String name) throws IOException {
      if (!DiskNames.mayShow(name)) {
        return Optional.empty();
      }
      return twins(inner().names(dir.path())).entrySet().stream()
          .filter(twin -> Spelling.same(twin.getValue(), name))
          .findFirst()
          .map(twin -> dir.path().resolve(twin.getKey()));
    }

    @Override
    public Map<String, String> twins(Collection<Path> names) {
      return CaseTwins.of(names.stream().map(Path::toString).toList(), disk.profile());
    }

    @Override
    public Set<String> alsoMeant(String name) throws IOException {
      if (disk.profile().letterCase() == NameProfile.LetterCase.DISTINCT) {
        return Set.of();
      }
      String plain = DiskNames.disk(name, disk.profile());
      var meant = new HashSet<String>();
      for (int number = 2; number <= MOST_TWINS; number++) {
        String twin = DiskNames.twin(plain, number);
        Optional<String> there = spelled(dir.resolve(twin));
        // Each look costs time, and where there is no second one there hardly is a third.
        if (there.isEmpty()) {
          break;
        }
        if (Spelling.same(there.get(), twin)) {
          meant.add(DiskNames.shown(twin, number, disk.profile()));
        }
      }
      if (!meant.isEmpty()) {
        // Its number may be another one's name.
        twins(inner().names(dir.path())).values().forEach(meant::add);
      }
      return meant;
    }

    @Override
    public Optional<String> logical(String name) {
      return DiskNames.logical(name, disk.profile());
    }

    @Override
    public Optional<Twin> twinFor(String freed) throws IOException {
      return disk.profile().letterCase() == NameProfile.LetterCase.DISTINCT
          ? Optional.empty()
          : twin(DiskNames.disk(freed, disk.profile()));
    }

    @Override
    public void close() {
      dir.close();
    }

    private Optional<Twin> twin(String plain) throws IOException {
      if (spelled(dir.resolve(plain)).isPresent()) {
        return Optional.empty();
      }
      for (int twin = 2; twin <= MOST_TWINS; twin++) {
        Path path = dir.resolve(DiskNames.twin(plain, twin));
        Optional<String> here;
        try {
          here = spelled(path).filter(is -> Spelling.alike(is, path.getFileName().toString()));
        } catch (FileSystemException refused) {
          if (cannotBe(refused)) {
            break;
          }
          throw refused;
        }
        Optional<String> name = here.flatMap(is -> DiskNames.logical(is, disk.profile()));
        if (name.isPresent()) {
          Path free = dir.resolve(DiskNames.disk(name.get(), disk.profile()));
          return Optional.of(new Twin(dir.resolve(here.get()), free));
        }
      }
      return Optional.empty();
    }

    private Optional<String> spelled(Path path) throws IOException {
      return disk.spelling().of(inner(), listed, path);
    }
  }

  /** A twin's name is longer, and nothing can be under one that the disk cannot have. */
  private static boolean cannotBe(FileSystemException refused) {
    return SystemTexts.code(String.valueOf(refused.getMessage())).isPresent();
  }
}
