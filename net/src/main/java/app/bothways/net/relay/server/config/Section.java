package app.bothways.net.relay.server.config;

import app.bothways.net.relay.server.Listen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of the file. Remembers what was asked for, so that at the end everything else in it is
 * a key that nobody knows.
 */
final class Section {
  private final String file;
  private final String prefix;
  private final TomlTable table;
  private final int line;
  private final Set<String> known = new TreeSet<>();
  private final List<Section> children = new ArrayList<>();

  private Section(String file, String prefix, TomlTable table, int line) {
    this.file = file;
    this.prefix = prefix;
    this.table = table;
    this.line = line;
  }

  static Section root(String file, TomlTable table) {
    return new Section(file, "", table, 1);
  }

  boolean isEmpty() {
    return table.isEmpty();
  }

  Set<String> keys() {
    return table.keySet();
  }

  Optional<String> string(String key) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isPresent() && !(value.get() instanceof String)) {
      throw fault(key, "takes a text in quotes");
    }
    return value.map(String.class::cast);
  }

  Optional<Boolean> bool(String key) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Boolean)) {
      throw fault(key, "takes true or false");
    }
    return value.map(Boolean.class::cast);
  }

  /** A whole number from {@code least} to {@code most}. */
  Optional<Long> number(String key, long least, long most) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isPresent()
        && !(value.get() instanceof Long number && number >= least && number <= most)) {
      throw fault(key, "takes a whole number from " + least + " to " + most);
    }
    return value.map(Long.class::cast);
  }

  /** A number above 0, whole or not. */
  Optional<Double> positive(String key) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double number = value.get() instanceof Number n ? n.doubleValue() : 0;
    if (!(number > 0) || number > 1e9) {
      throw fault(key, "takes a number above 0");
    }
    return Optional.of(number);
  }

  Optional<List<String>> strings(String key) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof TomlArray array)
        || !array.toList().stream().allMatch(String.class::isInstance)) {
      throw fault(key, "takes a list of texts, like [\"one\", \"two\"]");
    }
    return Optional.of(array.toList().stream().map(String.class::cast).toList());
  }

  /** Where to listen: {@code "0.0.0.0:80"} or {@code "[::]:80"}. */
  Optional<Listen> listen(String key) throws RelayFileException {
    Optional<String> text = string(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Listen.parse(text.get())
            .orElseThrow(
                () -> fault(key, "takes \"HOST:PORT\", like \"0.0.0.0:443\" or \"[::]:443\"")));
  }

  Optional<Section> section(String key) throws RelayFileException {
    Optional<Object> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof TomlTable inner)) {
      throw fault(key, "takes a table, like [" + prefix + key + "]");
    }
    var child = new Section(file, prefix + key + ".", inner, lineOf(key));
    children.add(child);
    return Optional.of(child);
  }

  Optional<Object> value(String key) {
    known.add(key);
    return Optional.ofNullable(table.get(List.of(key)));
  }

  /** Every key that nobody has asked for is a mistake, and the first of them is named. */
  void refuseUnknown() throws RelayFileException {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        String hint =
            Spelling.nearest(key, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; here go: " + String.join(", ", known));
        throw at(lineOf(key), "there is no key '" + prefix + key + "'" + hint);
      }
    }
    for (Section child : children) {
      child.refuseUnknown();
    }
  }

  RelayFileException fault(String key, String problem) {
    return at(lineOf(key), "'" + prefix + key + "' " + problem);
  }

  private RelayFileException at(int where, String problem) {
    return new RelayFileException(file + " line " + where + ": " + problem);
  }

  private int lineOf(String key) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? line : position.line();
  }
}
