package app.bothways.pairing;

/**
 * One attempt to pair, offered or joined. Any thread may call; answers after the end do nothing.
 */
public interface PairingSession extends AutoCloseable {
  /** This person says that the digits match. */
  void confirm();

  /** This person says no: the other side is told, nothing is stored. */
  void reject();

  /** Gives up: as {@link #reject}, but the reason is {@code CANCELLED}. */
  @Override
  void close();
}
