package app.bothways.net.address.pkarr;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * Addresses as TXT records of the name {@code _iroh.<key in z-base-32>} (RFC 1035): one attribute
 * each, {@code relay=<url>} or {@code addr=<ip:port>}. Attributes of other kinds and those that
 * make no sense are skipped; names are never resolved. Pure; any thread.
 */
public final class AddressRecords {
  /** The first label of the owner name, as iroh has it, so that either reads the other. */
  public static final String LABEL = "_iroh";

  public static final int MAX_RELAYS = 4;
  public static final int MAX_DIRECT = 8;

  /** A DNS message claims its numbers of records before it shows them. */
  private static final int MAX_RECORDS = 64;

  private static final int HEADER = 12;
  private static final int MAX_TEXT = 255;
  private static final String RELAY = "relay=";
  private static final String ADDR = "addr=";

  private AddressRecords() {}

  /**
   * The DNS message of a record: at most {@link #MAX_RELAYS} relays and {@link #MAX_DIRECT}
   * addresses, fewer where {@link SignedPacket#MAX_DNS} bytes do not hold them; relays go first.
   *
   * @param ttl how long a resolver may keep it, in whole seconds
   */
  public static byte[] encode(NodeAddr address, Duration ttl) {
    var texts = new ArrayList<String>();
    address.relays().stream().limit(MAX_RELAYS).forEach(url -> texts.add(RELAY + url));
    address.direct().stream()
        .filter(socket -> !socket.isUnresolved())
        .limit(MAX_DIRECT)
        .forEach(socket -> texts.add(ADDR + text(socket)));
    texts.removeIf(text -> text.getBytes(UTF_8).length > MAX_TEXT);
    byte[] wire = wire(address.id(), texts, ttl);
    while (wire.length > SignedPacket.MAX_DNS) {
      texts.removeLast();
      wire = wire(address.id(), texts, ttl);
    }
    return wire;
  }

  private static byte[] wire(NodeId id, List<String> texts, Duration ttl) {
    Name owner = name(id, ".");
    var message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    for (String text : texts) {
      message.addRecord(new TXTRecord(owner, DClass.IN, ttl.toSeconds(), text), Section.ANSWER);
    }
    return message.toWire();
  }

  /** {@code _iroh.<z32>.<origin>}; {@code "."} for no origin. */
  public static Name name(NodeId id, String origin) {
    try {
      return Name.fromString(LABEL + "." + id, Name.fromString(origin, Name.root));
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + origin + "' is no domain name", e);
    }
  }

  /**
   * Reads the message of a record.
   *
   * @return empty when it is not a DNS message; without addresses when it names none
   */
  public static Optional<NodeAddr> decode(NodeId id, byte[] dns) {
    if (dns.length < HEADER || dns.length > SignedPacket.MAX_DNS || claimsTooMuch(dns)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(id, name(id, "."), new Message(dns)));
    } catch (IOException | RuntimeException notDns) {
      // The library throws unchecked exceptions for some malformed records.
      return Optional.empty();
    }
  }

  private static boolean claimsTooMuch(byte[] dns) {
    ByteBuffer counts = ByteBuffer.wrap(dns, 4, 8);
    int most = 0;
    while (counts.hasRemaining()) {
      most = Math.max(most, Short.toUnsignedInt(counts.getShort()));
    }
    return most > MAX_RECORDS;
  }

  /** What the TXT records of {@code owner} in the answer say. */
  public static NodeAddr read(NodeId id, Name owner, Message message) {
    var relays = new LinkedHashSet<RelayUrl>();
    var direct = new LinkedHashSet<InetSocketAddress>();
    message.getSection(Section.ANSWER).stream()
        .limit(MAX_RECORDS)
        .filter(record -> record instanceof TXTRecord && record.getName().equals(owner))
        .flatMap(record -> ((TXTRecord) record).getStringsAsByteArrays().stream())
        .map(bytes -> new String(bytes, UTF_8))
        .forEach(
            text -> {
              if (text.startsWith(RELAY) && relays.size() < MAX_RELAYS) {
                RelayUrl.parse(text.substring(RELAY.length())).ifPresent(relays::add);
              } else if (text.startsWith(ADDR) && direct.size() < MAX_DIRECT) {
                socket(text.substring(ADDR.length())).ifPresent(direct::add);
              }
            });
    return new NodeAddr(id, List.copyOf(relays), List.copyOf(direct));
  }

  private static String text(InetSocketAddress socket) {
    String ip = socket.getAddress().getHostAddress().replaceAll("%.*", "");
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + socket.getPort();
  }

  private static Optional<InetSocketAddress> socket(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String ip = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    try {
      InetAddress address = InetAddress.ofLiteral(ip);
      int port = Integer.parseInt(text.substring(colon + 1));
      boolean usable =
          port > 0
              && !address.isAnyLocalAddress()
              && !address.isMulticastAddress()
              && !address.isLinkLocalAddress();
      return usable ? Optional.of(new InetSocketAddress(address, port)) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
