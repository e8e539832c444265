package app.bothways.app.cli;

import app.bothways.app.cli.PairingDialog.Consent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "pair", description = "Shows a code with which another device can be paired.")
final class PairCommand implements Callable<Integer> {
  private final Root root;

  @Option(names = "--yes", description = "Confirms the digits unasked.")
  private boolean yes;

  @Option(names = "--png", paramLabel = "FILE", description = "Writes the code as a picture too.")
  private Optional<Path> png;

  PairCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    checkPicture();
    var dialog = new PairingDialog(root, yes ? Consent.GIVEN : Consent.ASK, this::show);
    return dialog.run("pair.offer", Root.params());
  }

  private void checkPicture() throws CliException {
    if (png.isPresent()) {
      Path directory = png.get().toAbsolutePath().getParent();
      if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(png.get())) {
        throw CliException.usage("--png needs a file in an existing directory, not " + png.get());
      }
    }
  }

  private void show(String link) {
    if (!root.json()) {
      root.io().out().print(QrCodes.text(link));
    }
    root.say("Scan this with the other device, or run there: bothways join " + link);
    png.ifPresent(
        file -> root.say(QrCodes.write(link, file).orElse("The code is also in " + file + ".")));
  }
}
