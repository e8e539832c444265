package app.bothways.net.relay.server.config;

/** What is wrong in a configuration file: one line for people, with file, line and key. */
public final class RelayFileException extends Exception {
  private static final long serialVersionUID = 1;

  RelayFileException(String line) {
    super(line);
  }
}
