package app.bothways.app.cli;

/** Ends a command with an exit code and one line for people. */
final class CliException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exit;

  CliException(int exit, String line) {
    super(line);
    this.exit = exit;
  }

  CliException(int exit, String line, Throwable cause) {
    super(line, cause);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }

  static CliException usage(String line) {
    return new CliException(Exit.USAGE, line);
  }
}
