package app.bothways.app.cli;

/** Exit codes; scripts depend on them. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_RUNNING = 3;
  static final int TIMED_OUT = 4;

  private Exit() {}
}
