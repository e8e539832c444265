package app.bothways.app.cli;
final class WindowStart { WindowStart(Root root) {} int run() throws CliException { throw new CliException(Exit.FAILED, "no window yet"); } }
