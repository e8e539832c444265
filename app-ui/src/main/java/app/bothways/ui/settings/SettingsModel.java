package app.bothways.ui.settings;

import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** Settings, saved as they are made. FX thread. */
public final class SettingsModel {
  private final Live live;
  private final StringProperty name = new SimpleStringProperty("");
  private final StringProperty version = new SimpleStringProperty("");
  private final StringProperty id = new SimpleStringProperty("");
  private final StringProperty problem = new SimpleStringProperty("");
  private final ObjectProperty<ThemeChoice> theme = new SimpleObjectProperty<>();

  public SettingsModel(Live live, ThemeChoice stored) {
    this.live = live;
    theme.set(stored);
    theme.addListener(
        (o, old, now) -> live.ask(app -> app.setting(ThemeChoice.KEY, now.stored()), problem::set));
    live.each(this::show);
  }

  /** This device's name as it is stored. */
  public StringProperty name() {
    return name;
  }

  public StringProperty version() {
    return version;
  }

  public StringProperty id() {
    return id;
  }

  public StringProperty problem() {
    return problem;
  }

  /** Setting it stores it. */
  public ObjectProperty<ThemeChoice> theme() {
    return theme;
  }

  public void rename(String wanted) {
    String plain = wanted.strip();
    if (!plain.isEmpty() && !plain.equals(name.get())) {
      live.ask(app -> app.name(plain), problem::set);
    }
  }

  private void show(Snapshot now) {
    name.set(now.status().name());
    version.set(now.status().version());
    id.set(now.status().id().toString());
  }
}
