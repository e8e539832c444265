package app.bothways.ui;

import app.bothways.ui.settings.ThemeChoice;
import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/** Fonts, style sheet and the choice between light and dark. FX thread. */
final class Theme {
  private static final String ASSETS = "/app/bothways/assets/";

  private final Parent root;
  private final ObservableValue<ThemeChoice> choice;

  Theme(Scene scene, ObservableValue<ThemeChoice> choice) {
    this.root = scene.getRoot();
    this.choice = choice;
    root.getStyleClass().add("app");
    scene.getStylesheets().add(Theme.class.getResource(ASSETS + "app.css").toExternalForm());
    choice.addListener((o, old, now) -> apply());
    Platform.getPreferences().colorSchemeProperty().addListener((o, old, now) -> apply());
    apply();
  }

  /** Loads the faces; the families are then known by name. */
  static void loadFonts() {
    for (String face : new String[] {"Regular", "Medium", "SemiBold"}) {
      Font.loadFont(Theme.class.getResourceAsStream(ASSETS + "fonts/Inter-" + face + ".otf"), 14);
    }
  }

  private void apply() {
    boolean dark =
        switch (choice.getValue()) {
          case SYSTEM -> systemIsDark();
          case LIGHT -> false;
          case DARK -> true;
        };
    Application.setUserAgentStylesheet(
        (dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
    root.getStyleClass().removeAll("dark", "light");
    root.getStyleClass().add(dark ? "dark" : "light");
  }

  private static boolean systemIsDark() {
    var preferences = Platform.getPreferences();
    // GTK desktops often say it in the name of the theme alone.
    boolean gtk =
        preferences.getString("GTK.theme_name").filter(n -> n.endsWith("-dark")).isPresent();
    return gtk || preferences.getColorScheme() == ColorScheme.DARK;
  }
}
