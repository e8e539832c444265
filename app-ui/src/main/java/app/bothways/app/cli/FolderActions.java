package app.bothways.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that do one thing to one folder and say so. */
final class FolderActions {
  private FolderActions() {}

  private abstract static class Action implements Callable<Integer> {
    private final Root root;
    private final String method;
    private final String done;

    @Parameters(paramLabel = "FOLDER", description = FolderCommand.FOLDER)
    private String folder;

    Action(Root root, String method, String done) {
      this.root = root;
      this.method = method;
      this.done = done;
    }

    @Override
    public Integer call() throws CliException {
      root.ask(method, Root.params().put("folder", folder));
      root.say(done);
      return Exit.DONE;
    }
  }

  @Command(name = "scan", description = "Looks at the whole folder on disk again.")
  static final class Scan extends Action {
    Scan(Root root) {
      super(root, "folder.scan", "Scanning.");
    }
  }

  @Command(
      name = "confirm",
      description = "Says that the many files which were deleted at once are meant to be gone.")
  static final class Confirm implements Callable<Integer> {
    private final Root root;

    @Parameters(paramLabel = "FOLDER", description = FolderCommand.FOLDER)
    private String folder;

    @Option(names = "--undo", description = "They are wanted back instead, on all devices.")
    private boolean undo;

    Confirm(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      root.ask("folder.confirm", Root.params().put("folder", folder).put("undo", undo));
      root.say(
          undo ? "Kept. What is gone comes back from the devices that have it." : "Confirmed.");
      return Exit.DONE;
    }
  }

  @Command(name = "pause", description = "Stops sending and receiving a folder.")
  static final class Pause extends Action {
    Pause(Root root) {
      super(root, "folder.pause", "Paused.");
    }
  }

  @Command(name = "resume", description = "Goes on with a paused folder.")
  static final class Resume extends Action {
    Resume(Root root) {
      super(root, "folder.resume", "Going on.");
    }
  }

  @Command(name = "remove", description = "Forgets a folder on this device; the files stay.")
  static final class Remove extends Action {
    Remove(Root root) {
      super(root, "folder.remove", "Forgotten here. The files stay where they are.");
    }
  }
}
