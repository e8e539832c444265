package app.bothways.sync.core;

/**
 * What rounds are decided upon, apart from what is told of single names: what takes part here,
 * which way changes go, and that what others have told stays told. When it shifts, what was decided
 * before has to be decided again.
 */
final class Basis {
  private long shifts;

  /**
   * Another device has a new database, or withdraws what it had told; or a person changes what
   * takes part here, or which way changes go.
   */
  void shifts() {
    shifts++;
  }

  /** Differs whenever it has shifted in between. */
  long state() {
    return shifts;
  }
}
