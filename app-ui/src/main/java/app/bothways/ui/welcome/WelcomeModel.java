package app.bothways.ui.welcome;

import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Texts;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The three steps of a first start. FX thread. */
public final class WelcomeModel {
  /** Where the person is. */
  public enum Page {
    HELLO,
    NAME,
    PAIR,
    DONE
  }

  /** What the person wants to begin with once the device has its name. */
  public enum Start {
    SHOW_CODE,
    READ_CODE
  }

  private final Live live;
  private final ObjectProperty<Page> page = new SimpleObjectProperty<>(Page.HELLO);
  private final StringProperty name = new SimpleStringProperty();
  private final StringProperty problem = new SimpleStringProperty("");
  private Start start = Start.SHOW_CODE;

  /**
   * @param suggestedName what the name field holds at first
   */
  public WelcomeModel(Live live, String suggestedName) {
    this.live = live;
    name.set(suggestedName);
  }

  public ObjectProperty<Page> page() {
    return page;
  }

  public StringProperty name() {
    return name;
  }

  public StringProperty problem() {
    return problem;
  }

  public Start start() {
    return start;
  }

  public void begin(Start wanted) {
    start = wanted;
    page.set(Page.NAME);
  }

  public void back() {
    problem.set("");
    page.set(Page.HELLO);
  }

  /** Gives this device its name and goes on when it was taken. */
  public void saveName() {
    String wanted = name.get().strip();
    if (wanted.isEmpty()) {
      problem.set(Texts.of("welcome.name-empty"));
      return;
    }
    problem.set("");
    live.ask(app -> app.name(wanted), () -> page.set(Page.PAIR), problem::set);
  }

  public void finish() {
    page.set(Page.DONE);
  }
}
