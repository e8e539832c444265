package app.bothways.ui;

import app.bothways.ui.devices.DevicesModel;
import app.bothways.ui.folder.FolderModel;
import app.bothways.ui.folders.FoldersModel;
import app.bothways.ui.network.NetworkModel;
import app.bothways.ui.pairing.Codes;
import app.bothways.ui.pairing.PairingModel;
import app.bothways.ui.parts.FileManager;
import app.bothways.ui.parts.Live;
import app.bothways.ui.settings.SettingsModel;
import app.bothways.ui.settings.ThemeChoice;
import app.bothways.ui.welcome.WelcomeModel;
import java.nio.file.Path;

/** One model per screen, all fed by the same pictures. Made on the FX thread. */
record Models(
    ShellModel shell,
    WelcomeModel welcome,
    PairingModel pairing,
    DevicesModel devices,
    FoldersModel folders,
    FolderModel folder,
    NetworkModel network,
    SettingsModel settings) {

  /** What the models need to know besides the application. */
  record Begin(boolean firstStart, String suggestedName, ThemeChoice theme, Path folderRoot) {}

  static Models of(Live live, Codes codes, FileManager files, Begin begin) {
    WelcomeModel welcome = new WelcomeModel(live, begin.suggestedName());
    if (!begin.firstStart()) {
      welcome.finish();
    }
    FolderModel folder = new FolderModel(live, files);
    return new Models(
        new ShellModel(live),
        welcome,
        new PairingModel(live, codes),
        new DevicesModel(live),
        new FoldersModel(live, begin.folderRoot(), folder::open),
        folder,
        new NetworkModel(live),
        new SettingsModel(live, begin.theme()));
  }
}
