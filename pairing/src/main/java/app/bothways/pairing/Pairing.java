package app.bothways.pairing;

import app.bothways.net.Endpoint;
import java.util.function.Consumer;

/** Offers and joins pairings over one endpoint. Any thread may call. */
public interface Pairing extends AutoCloseable {
  /** The protocol of pairing connections. */
  String ALPN = "bothways/pair/1";

  /** Starts serving {@link #ALPN}; what is agreed goes into {@code devices}. */
  static Pairing open(
      Endpoint endpoint, DeviceStore devices, java.util.function.Supplier<DeviceInfo> self) {
    throw new IllegalStateException("to be built by the pairing room");
  }

  /**
   * Makes a code and waits for somebody to use it. The first event is {@link PairingEvent.Code},
   * within 300 ms even when offline. Events come one at a time, never on the caller's thread.
   */
  PairingSession offer(Consumer<PairingEvent> events);

  /** Uses a code that another device shows. */
  PairingSession join(PairingCode code, Consumer<PairingEvent> events);

  @Override
  void close();
}
