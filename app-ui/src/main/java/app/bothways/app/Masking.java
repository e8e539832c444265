package app.bothways.app;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Makes public IP addresses unrecognisable in a text that people pass on: the network's beginning
 * stays, the rest becomes {@code x}. Private addresses say nothing about anybody and stay.
 */
public final class Masking {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.])(?:\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\w|\\.\\d)"
              + "|(?<!:)(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\\w:]|\\.\\d))");

  private Masking() {}

  public static String of(String text) {
    return ADDRESS.matcher(text).replaceAll(found -> masked(found.group()));
  }

  private static String masked(String word) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(word);
    } catch (IllegalArgumentException somethingElse) {
      return word;
    }
    if (own(address)) {
      return word;
    }
    byte[] ip = address.getAddress();
    return address instanceof Inet4Address
        ? (ip[0] & 0xff) + "." + (ip[1] & 0xff) + ".x.x"
        : "%x:%x:x"
            .formatted((ip[0] & 0xff) << 8 | ip[1] & 0xff, (ip[2] & 0xff) << 8 | ip[3] & 0xff);
  }

  /** Of no network, of one's own, or of the provider's inside (RFC 6598). */
  private static boolean own(InetAddress address) {
    byte[] ip = address.getAddress();
    boolean shared = ip.length == 4 && (ip[0] & 0xff) == 100 && (ip[1] & 0xc0) == 64;
    boolean uniqueLocal = ip.length == 16 && (ip[0] & 0xfe) == 0xfc;
    return shared
        || uniqueLocal
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }
}
