package app.bothways.sync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.bothways.sync.fuzz.Bounds;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Names from another device, and what is made of them: no name leads out of the folder, orders are
 * orders, and a conflict copy has a valid name that tells whose it is. The first eight bytes are a
 * time, the next says how the rest is cut in two paths.
 */
public final class NamesFuzz {
  private static final Path ROOT = Path.of("/folder/root");
  private static final int HEAD = Long.BYTES + 1;

  /** Under Jazzer each step of a pattern costs memory of its own. */
  private static final long FIXED = 32L << 20;

  private NamesFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < HEAD) {
      return;
    }
    long time = ByteBuffer.wrap(data).getLong();
    String rest = new String(data, HEAD, data.length - HEAD, UTF_8);
    int cut = Math.min(rest.length(), data[Long.BYTES] & 0xff);
    Bounds.allocate(
        FIXED + 512L * data.length, () -> both(time, rest.substring(0, cut), rest.substring(cut)));
  }

  private static void both(long time, String first, String second) {
    Optional<RelPath> one = RelPath.parse(first);
    Optional<RelPath> other = RelPath.parse(second);
    one.ifPresent(NamesFuzz::inside);
    one.ifPresent(path -> copy(path, second, time));
    if (one.isPresent() && other.isPresent()) {
      int order = one.get().compareTo(other.get());
      Bounds.same(Integer.signum(order), -Integer.signum(other.get().compareTo(one.get())));
      Bounds.same(order == 0, one.get().equals(other.get()));
      if (one.get().isBelow(other.get())) {
        Bounds.holds(order > 0, "what is in a directory comes after it");
      }
    }
  }

  private static void inside(RelPath path) {
    Bounds.same(path, RelPath.of(path.toString()));
    Bounds.same(path.toString(), String.join("/", path.names()));
    Bounds.same(path.depth(), path.names().size());
    Bounds.same(path, path.sibling(path.name()));
    for (String name : path.names()) {
      Bounds.holds(!name.equals("..") && !name.equals(".") && !name.isEmpty(), "a step " + name);
    }
    path.parent().ifPresent(parent -> Bounds.holds(path.isBelow(parent), "not below its parent"));
    Path here;
    try {
      here = ROOT.resolve(path.toString());
    } catch (java.nio.file.InvalidPathException notOnThisSystem) {
      return;
    }
    Bounds.holds(here.normalize().startsWith(ROOT), path + " leads out");
  }

  private static void copy(RelPath path, String label, long time) {
    var version = new Version(VersionVector.EMPTY, time >>> 2, 7);
    var content = ContentId.of(new byte[ContentId.LENGTH]);
    var loser = new FileEntry(path, version, 1, time, false, content, Optional.empty());
    if (path.toString().getBytes(UTF_8).length > 3800) {
      return;
    }
    RelPath copy = ConflictName.of(loser, label, 1);
    Bounds.same(copy, ConflictName.of(loser, label, 1));
    Bounds.same(path.parent(), copy.parent());
    Bounds.holds(!copy.equals(ConflictName.of(loser, label, 2)), "two attempts, one name");
    inside(copy);
    ConflictName.originalOf(copy).ifPresent(NamesFuzz::inside);
    inside(ConflictName.plain(path, label, 3));
  }

  /** Names to begin with. */
  public static List<byte[]> seeds() {
    return List.of(
        seed(1_800_000_000_000_000_000L, "a/b/c.txt", "Ana's laptop"),
        seed(0, "../../etc/passwd", "x"),
        seed(-1, "é/ﬃ/\u0301.tar.gz", "a/b"),
        // A label that was cut to length in time that grew with the square of it.
        seed(7, "a", "\u04d3".repeat(1500)),
        // A label of letters that become longer when they are composed.
        seed(9, "y".repeat(250) + ".jpeg", "\ufb2c".repeat(40)),
        seed(Long.MAX_VALUE, "x".repeat(120) + ".jpeg", "🦊/\u202e"),
        seed(5, "n (conflict, ana, 2026-11-21 05-40 UTC)-2.txt", "n.txt"));
  }

  private static byte[] seed(long time, String first, String second) {
    byte[] text = (first + second).getBytes(UTF_8);
    return ByteBuffer.allocate(HEAD + text.length)
        .putLong(time)
        .put((byte) Math.min(255, first.length()))
        .put(text)
        .array();
  }
}
