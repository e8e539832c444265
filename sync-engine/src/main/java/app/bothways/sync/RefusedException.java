package app.bothways.sync;

/** A request that cannot be done, with one sentence for people; nothing was changed. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal code;

  public RefusedException(Refusal code, String sentence) {
    super(sentence);
    this.code = code;
  }

  public Refusal code() {
    return code;
  }
}
