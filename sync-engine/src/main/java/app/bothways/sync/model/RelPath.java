package app.bothways.sync.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path below a folder's root as all devices know it: names joined by {@code /}, in Unicode NFC.
 * It cannot be empty, absolute, contain {@code .} or {@code ..}, NUL, an empty name, a name over
 * 255 bytes, or be over 4096 bytes; so it can never lead out of the folder by itself.
 *
 * <p>Ordered name by name (by UTF-16 unit), so that a directory comes before all that is in it and
 * its content is one run.
 */
public final class RelPath implements Comparable<RelPath> {
  private final String text;

  private RelPath(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException naming what is wrong
   */
  public static RelPath of(String text) {
    if (isPlain(text)) {
      checkPlain(text);
      return new RelPath(text);
    }
    String nfc = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (nfc.getBytes(StandardCharsets.UTF_8).length > 4096) {
      throw new IllegalArgumentException("path longer than 4096 bytes");
    }
    for (String name : nfc.split("/", -1)) {
      checkName(name);
    }
    return new RelPath(nfc);
  }

  /** Only ASCII, which is as it is in every form of Unicode and a byte to a letter. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static void checkPlain(String text) {
    if (text.length() > 4096) {
      throw new IllegalArgumentException("path longer than 4096 bytes");
    }
    int from = 0;
    for (int to = text.indexOf('/'); to >= 0; to = text.indexOf('/', from)) {
      checkPlainName(text, from, to);
      from = to + 1;
    }
    checkPlainName(text, from, text.length());
  }

  private static void checkPlainName(String text, int from, int to) {
    int length = to - from;
    boolean dots = length < 3 && text.startsWith("..".substring(0, length), from);
    if (dots || length > 255 || text.indexOf('\0', from, to) >= 0) {
      checkName(text.substring(from, to));
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("'" + name + "' is not a name");
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name cannot hold NUL");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > 255) {
      throw new IllegalArgumentException("name longer than 255 bytes");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              ? i + 1 < name.length() && Character.isLowSurrogate(name.charAt(++i))
              : !Character.isLowSurrogate(c);
      if (!paired) {
        throw new IllegalArgumentException("name is not Unicode text");
      }
    }
  }

  /** Empty when {@link #of} would refuse. */
  public static Optional<RelPath> parse(String text) {
    try {
      return Optional.of(of(text));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  public RelPath child(String name) {
    return of(text + "/" + name);
  }

  /** The directory that holds this; empty for what lies in the root itself. */
  public Optional<RelPath> parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(new RelPath(text.substring(0, slash)));
  }

  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  public RelPath sibling(String name) {
    return parent().map(p -> p.child(name)).orElseGet(() -> of(name));
  }

  public List<String> names() {
    var names = new ArrayList<String>();
    int from = 0;
    for (int to = text.indexOf('/'); to >= 0; to = text.indexOf('/', from)) {
      names.add(text.substring(from, to));
      from = to + 1;
    }
    names.add(text.substring(from));
    return List.copyOf(names);
  }

  public int depth() {
    int names = 1;
    for (int i = 0; i < text.length(); i++) {
      names += text.charAt(i) == '/' ? 1 : 0;
    }
    return names;
  }

  /** True when the first name, in whatever case, is {@code name}. */
  public boolean isBelowName(String name) {
    int end = name.length();
    return text.regionMatches(true, 0, name, 0, end)
        && (text.length() == end || text.charAt(end) == '/');
  }

  /** True when this lies below {@code directory}, at any depth. */
  public boolean isBelow(RelPath directory) {
    return text.length() > directory.text.length()
        && text.startsWith(directory.text)
        && text.charAt(directory.text.length()) == '/';
  }

  /**
   * Where this lies after {@code from}, which is this or holds it, was renamed to {@code to}.
   *
   * @throws IllegalArgumentException when that would be too long
   */
  public RelPath moved(RelPath from, RelPath to) {
    return of(to.text + text.substring(from.text.length()));
  }

  @Override
  public int compareTo(RelPath other) {
    int n = Math.min(text.length(), other.text.length());
    for (int i = 0; i < n; i++) {
      char a = text.charAt(i);
      char b = other.text.charAt(i);
      if (a != b) {
        return Character.compare(a == '/' ? 0 : a, b == '/' ? 0 : b);
      }
    }
    return Integer.compare(text.length(), other.text.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
