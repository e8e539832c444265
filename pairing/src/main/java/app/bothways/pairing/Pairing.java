package app.bothways.pairing;

import app.bothways.net.Endpoint;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Offers and joins pairings over one endpoint. Any thread may call. */
public interface Pairing extends AutoCloseable {
  /** The protocol of pairing connections. */
  String ALPN = "bothways/pair/1";

  /**
   * Starts serving {@link #ALPN}; what is agreed goes into {@code devices}. Pairings that an
   * earlier run left unfinished are finished in the background: a device may appear or vanish by
   * that.
   *
   * @param devices as {@link DeviceStore#open} made it; stays open when this closes
   * @param self what this device says of itself, asked anew for each pairing
   * @throws IllegalArgumentException for any other implementation of {@code DeviceStore}
   */
  static Pairing open(Endpoint endpoint, DeviceStore devices, Supplier<DeviceInfo> self) {
    return Pairings.open(endpoint, devices, self);
  }

  /**
   * Makes a code and waits for somebody to use it. The first event is {@link PairingEvent.Code},
   * within 300 ms even when offline. Events come one at a time, never on the caller's thread. At
   * most 8 codes are open at once; one more gives the oldest up.
   */
  PairingSession offer(Consumer<PairingEvent> events);

  /**
   * Uses a code that another device shows. Events: {@link PairingEvent.Race}, then as for {@link
   * #offer}. This device's clock plays no part in whether the code has expired.
   */
  PairingSession join(PairingCode code, Consumer<PairingEvent> events);

  /** Gives up what is going on and stops serving. What was agreed is finished at the next start. */
  @Override
  void close();
}
