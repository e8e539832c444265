package app.bothways.net.address.pkarr;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.fuzz.Bounds;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.pkarr.PkarrStore;
import java.net.InetAddress;
import java.util.Arrays;

/** Records published by anybody: none is taken that its key has not signed. */
public final class PkarrFuzz {
  private static final long FIXED = 8L << 20;
  private static final NodeKey KEY = NodeKey.generate();
  private static final PkarrStore STORE = new PkarrStore(16);
  private static int publisher;

  private PkarrFuzz() {}

  /**
   * An even first byte: the others as a published body; an odd one: as a message that is signed.
   */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    if (data.length > 0) {
      byte[] rest = Arrays.copyOfRange(data, 1, data.length);
      Bounds.allocate(FIXED + 64L * data.length, () -> body(data[0], rest));
    }
  }

  private static void body(byte mode, byte[] bytes) throws Exception {
    AddressRecords.decode(KEY.id(), bytes).ifPresent(address -> bounded(address));
    if (mode % 2 == 0) {
      if (SignedPacket.verify(KEY.id(), bytes).isPresent()) {
        throw new AssertionError("a signature that nobody made");
      }
      if (STORE.put(KEY.id(), bytes, anotherPublisher()) == PkarrStore.Outcome.STORED) {
        throw new AssertionError("stored unsigned");
      }
    } else if (bytes.length >= 12 && bytes.length <= SignedPacket.MAX_DNS) {
      SignedPacket signed = SignedPacket.sign(KEY, bytes[0] & 0xff, bytes);
      SignedPacket read = SignedPacket.verify(KEY.id(), signed.body()).orElseThrow();
      if (!read.equals(signed) || !Arrays.equals(read.dns(), bytes)) {
        throw new AssertionError("read otherwise than signed");
      }
    }
  }

  private static void bounded(NodeAddr address) {
    if (address.relays().size() > AddressRecords.MAX_RELAYS
        || address.direct().size() > AddressRecords.MAX_DIRECT) {
      throw new AssertionError("too many addresses in " + address);
    }
  }

  private static InetAddress anotherPublisher() throws Exception {
    publisher++;
    return InetAddress.getByAddress(
        new byte[] {10, (byte) (publisher >> 16), (byte) (publisher >> 8), (byte) publisher});
  }
}
