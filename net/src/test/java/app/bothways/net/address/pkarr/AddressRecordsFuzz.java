package app.bothways.net.address.pkarr;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.fuzz.Bounds;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.time.Duration;
import java.util.Arrays;

/** DNS messages inside records: whoever signs one decides on every byte of it. */
public final class AddressRecordsFuzz {
  private static final long FIXED = 2L << 20;
  private static final NodeId ID = NodeKey.ofSeed(seed()).id();

  private AddressRecordsFuzz() {}

  private static byte[] seed() {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0x2a);
    return bytes;
  }

  /** What is read stays in its bounds, and is read again from what it is written as. */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    Bounds.allocate(FIXED + 2048L * data.length, () -> read(data));
  }

  private static void read(byte[] dns) {
    AddressRecords.decode(ID, dns).ifPresent(AddressRecordsFuzz::check);
  }

  private static void check(NodeAddr read) {
    if (read.relays().size() > AddressRecords.MAX_RELAYS
        || read.direct().size() > AddressRecords.MAX_DIRECT) {
      throw new AssertionError("more than the bound");
    }
    byte[] written = AddressRecords.encode(read, Duration.ofMinutes(5));
    NodeAddr again = AddressRecords.decode(ID, written).orElseThrow();
    boolean whole =
        again.relays().size() == read.relays().size()
            && again.direct().size() == read.direct().size();
    if (whole && !again.equals(read)) {
      throw new AssertionError(read + " became " + again);
    }
  }
}
