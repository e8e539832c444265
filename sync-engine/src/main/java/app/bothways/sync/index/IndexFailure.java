package app.bothways.sync.index;

/** The database cannot be used any more; the folder must be opened anew. */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  IndexFailure(Exception cause) {
    super("the index cannot be read or written: " + cause.getMessage(), cause);
  }
}
