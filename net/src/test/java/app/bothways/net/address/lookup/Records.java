package app.bothways.net.address.lookup;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Signed records for tests. */
public final class Records {
  private Records() {}

  public static RelayUrl relay(String url) {
    return RelayUrl.parse(url).orElseThrow();
  }

  public static SignedPacket packet(NodeKey key, long micros, String... relays) {
    List<RelayUrl> urls = Arrays.stream(relays).map(Records::relay).toList();
    var address = new NodeAddr(key.id(), urls, List.of());
    return SignedPacket.sign(key, micros, AddressRecords.encode(address, Duration.ofMinutes(5)));
  }
}
