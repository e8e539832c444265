package app.bothways.ui.folder;

import app.bothways.sync.FolderCare.Difference;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Names in which this device differs from others because changes go one way. FX thread. */
final class DifferencesModel {
  private static final int SHOWN = 50;

  /** One such name, and how it differs. */
  record Row(String path, String how) {}

  private final OpenFolder folder;
  private final Repeated<List<Row>> reading;
  private final ObjectProperty<List<Row>> rows = new SimpleObjectProperty<>(List.of());

  DifferencesModel(OpenFolder folder) {
    this.folder = folder;
    reading =
        new Repeated<>(
            folder,
            Duration.ofSeconds(2),
            (care, status) ->
                care.differences(status.id()).stream().limit(SHOWN).map(this::row).toList(),
            rows::set,
            // The folder's own problems say why; a list that cannot be read is an empty one.
            no -> rows.set(List.of()));
  }

  private Row row(Difference one) {
    return new Row(one.path().toString(), Texts.each("folder.difference", one.kind()));
  }

  ObjectProperty<List<Row>> rows() {
    return rows;
  }

  void reset() {
    reading.reset();
    rows.set(List.of());
  }

  void tick() {
    boolean any = folder.status().filter(s -> s.notTaken() + s.localOnly() > 0).isPresent();
    if (any) {
      reading.tick();
    } else if (!rows.get().isEmpty()) {
      reset();
    }
  }

  void again() {
    reading.reset();
    tick();
  }
}
