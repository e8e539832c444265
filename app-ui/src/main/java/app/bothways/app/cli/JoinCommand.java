package app.bothways.app.cli;

import app.bothways.app.cli.PairingDialog.Consent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "join", description = "Uses the code that another device shows.")
final class JoinCommand implements Callable<Integer> {
  private final Root root;

  @Parameters(arity = "0..1", paramLabel = "LINK", description = "BOTHWAYS://PAIR/...")
  private Optional<String> link;

  @Option(names = "--image", paramLabel = "FILE", description = "Reads the code in a picture.")
  private Optional<Path> image;

  @Option(names = "--yes", description = "Confirms the digits unasked.")
  private boolean yes;

  JoinCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    if (link.isPresent() == image.isPresent()) {
      throw CliException.usage("give either a LINK or --image FILE");
    }
    String text = image.isPresent() ? QrCodes.read(image.get()) : link.orElseThrow();
    QrCodes.check(text);
    var dialog = new PairingDialog(root, yes ? Consent.GIVEN : Consent.ASK, _ -> {});
    return dialog.run("pair.join", Root.params().put("link", text));
  }
}
