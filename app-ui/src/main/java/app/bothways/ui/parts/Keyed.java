package app.bothways.ui.parts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * Keeps one node per row of a list and updates it in place, so that an open menu, the focus and a
 * question on screen survive the next second's numbers. FX thread.
 */
public final class Keyed<R, N extends Node> {
  private final Pane pane;
  private final Function<R, Object> key;
  private final Function<R, N> make;
  private final BiConsumer<N, R> update;
  private final Map<Object, N> nodes = new HashMap<>();

  public Keyed(Pane pane, Function<R, Object> key, Function<R, N> make, BiConsumer<N, R> update) {
    this.pane = pane;
    this.key = key;
    this.make = make;
    this.update = update;
  }

  public void show(List<? extends R> rows) {
    List<Node> wanted = new ArrayList<>();
    Map<Object, N> kept = new HashMap<>();
    for (R row : rows) {
      Object k = key.apply(row);
      N node = nodes.containsKey(k) ? nodes.get(k) : make.apply(row);
      update.accept(node, row);
      kept.put(k, node);
      wanted.add(node);
    }
    nodes.clear();
    nodes.putAll(kept);
    if (!pane.getChildren().equals(wanted)) {
      pane.getChildren().setAll(wanted);
    }
  }
}
