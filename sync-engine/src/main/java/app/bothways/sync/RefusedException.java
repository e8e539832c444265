package app.bothways.sync;

/** A request that cannot be done, with one sentence for people; nothing was changed. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedException(String sentence) {
    super(sentence);
  }
}
