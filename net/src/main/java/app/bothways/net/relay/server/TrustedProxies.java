package app.bothways.net.relay.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which web servers may say for whom they ask. Of others such a header is the client's own claim
 * and counts for nothing. Immutable.
 */
public record TrustedProxies(List<Network> networks) {
  /** An address and how many of its leading bits count. */
  public record Network(List<Byte> address, int bits) {
    public Network {
      address = List.copyOf(address);
      if (bits < 0 || bits > address.size() * 8) {
        throw new IllegalArgumentException("a network has 0 to " + address.size() * 8 + " bits");
      }
    }

    boolean contains(InetAddress other) {
      byte[] raw = other.getAddress();
      if (raw.length != address.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((raw[bit / 8] ^ address.get(bit / 8)) >> (7 - bit % 8) & 1) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** Web servers on this machine. */
  public static TrustedProxies onThisMachine() {
    return new TrustedProxies(
        List.of(parse("127.0.0.0/8").orElseThrow(), parse("::1").orElseThrow()));
  }

  /** Reads {@code ADDRESS} or {@code ADDRESS/BITS}; empty for anything else, names among it. */
  public static Optional<Network> parse(String text) {
    String[] parts = text.strip().split("/", -1);
    byte[] raw = NetUtil.createByteArrayFromIpAddressString(parts[0]);
    boolean plain = parts.length == 1;
    if (raw == null || parts.length > 2 || !plain && !parts[1].matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int bits = plain ? raw.length * 8 : Integer.parseInt(parts[1]);
    var boxed = new Byte[raw.length];
    Arrays.setAll(boxed, i -> raw[i]);
    return bits > raw.length * 8
        ? Optional.empty()
        : Optional.of(new Network(List.of(boxed), bits));
  }

  boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
