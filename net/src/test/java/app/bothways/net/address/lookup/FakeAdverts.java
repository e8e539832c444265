package app.bothways.net.address.lookup;

import app.bothways.net.identity.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;

/** Announcements of nodes that are not there, as anybody on the network could send them. */
public final class FakeAdverts {
  static final String LOOPBACK = loopback();
  private static final int PORT = 9000;

  private FakeAdverts() {}

  private static String loopback() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1")).getName();
    } catch (IOException none) {
      throw new IllegalStateException(none);
    }
  }

  /** A node of whom nobody knows. */
  public static void announce(int number) throws IOException {
    announce(number, "%016x".formatted(number), new byte[] {127, 0, 0, 9});
  }

  /** As if {@code node} were at {@code ip}. */
  public static void announce(int number, NodeId node, byte[] ip) throws IOException {
    announce(number, Tag.ofNode(node).hex(), ip);
  }

  private static void announce(int number, String tag, byte[] ip) throws IOException {
    String type = JmdnsLink.TYPE;
    String name = "fake%d.%s".formatted(number, type);
    String host = "fake%d.local.".formatted(number);
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    for (int word : new int[] {0, 0x8400, 0, 4, 0, 0}) {
      out.writeShort(word);
    }
    record(out, type, 12, 1, name(name));
    var service = new ByteArrayOutputStream();
    service.write(new byte[] {0, 0, 0, 0, PORT >>> 8, (byte) PORT});
    service.write(name(host));
    record(out, name, 33, 0x8001, service.toByteArray());
    var text = ("t=" + tag).getBytes(StandardCharsets.US_ASCII);
    var textRecord = new ByteArrayOutputStream();
    textRecord.write(text.length);
    textRecord.write(text);
    record(out, name, 16, 0x8001, textRecord.toByteArray());
    record(out, host, 1, 0x8001, ip);
    try (var socket = new MulticastSocket(new InetSocketAddress("127.0.0.1", 0))) {
      socket.setNetworkInterface(NetworkInterface.getByName(LOOPBACK));
      var group = new InetSocketAddress(InetAddress.ofLiteral("224.0.0.251"), 5353);
      socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), group));
    }
  }

  private static void record(DataOutputStream out, String name, int type, int rrClass, byte[] data)
      throws IOException {
    out.write(name(name));
    out.writeShort(type);
    out.writeShort(rrClass);
    out.writeInt(120);
    out.writeShort(data.length);
    out.write(data);
  }

  private static byte[] name(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      bytes.write(label.length());
      bytes.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }
}
