package app.bothways.pairing;

import app.bothways.net.Endpoint;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * What every part of pairing works with.
 *
 * @param self what this device says of itself, asked anew for each pairing
 */
record Context(
    Endpoint endpoint,
    PairingStore store,
    Supplier<DeviceInfo> self,
    Timing timing,
    Limits limits) {
  private static final SecureRandom RANDOM = new SecureRandom();

  SecureRandom random() {
    return RANDOM;
  }
}
