package app.bothways.net.portmap;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A router on the loopback interface that maps ports in its memory only. */
final class FakeGateway implements AutoCloseable {
  static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress OUTSIDE = InetAddress.ofLiteral("198.51.100.7");
  static final Gateway GATEWAY = new Gateway(HERE, HERE, "lo");

  /** What the router speaks. */
  enum Speaks {
    PCP,
    PMP,
    IGD
  }

  /** Mapped: outside port to inside port. */
  final Map<Integer, Integer> mapped = new ConcurrentHashMap<>();

  /** What was asked, in order: {@code pcp-map}, {@code pmp-map}, {@code igd-add} and so on. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Changes the bytes of every UDP answer, for routers that are worse than silent. */
  volatile UnaryOperator<byte[]> tamper = bytes -> bytes;

  volatile InetAddress outside = OUTSIDE;
  volatile int lifetime = 600;
  volatile int refuse;
  volatile String location = "";
  volatile String description = "";
  volatile int soapError;

  /** So many questions more are passed over in silence. */
  final AtomicInteger deafTo = new AtomicInteger();

  /** Where it calls out. */
  final int announcementPort;

  private volatile long startedAt = System.nanoTime();

  private final Set<Speaks> speaks;
  private final DatagramSocket mapping;
  private final DatagramSocket ssdp = new DatagramSocket(0, HERE);
  private final HttpServer http = HttpServer.create(new InetSocketAddress(HERE, 0), 16);

  FakeGateway(Speaks... languages) throws IOException {
    this(HERE, languages);
  }

  /**
   * @param here where it is asked by PCP and NAT-PMP
   */
  FakeGateway(InetAddress here, Speaks... languages) throws IOException {
    mapping = new DatagramSocket(0, here);
    try (var free = new DatagramSocket(0, HERE)) {
      announcementPort = free.getLocalPort();
    }
    this.speaks = EnumSet.noneOf(Speaks.class);
    speaks.addAll(Arrays.asList(languages));
    location = "http://127.0.0.1:" + http.getAddress().getPort() + "/root.xml";
    description = DESCRIPTION;
    http.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Answer answer =
              exchange.getRequestURI().getPath().equals("/root.xml")
                  ? new Answer(200, description)
                  : soap(new String(body, StandardCharsets.UTF_8));
          byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    http.start();
    Thread.ofVirtual().start(() -> serve(mapping, this::mapping));
    Thread.ofVirtual().start(() -> serve(ssdp, this::ssdp));
  }

  List<MappingProtocol> protocols() {
    return PortMapper.protocols(mapping.getLocalPort(), ssdp.getLocalPort(), new byte[32]);
  }

  int mappingPort() {
    return mapping.getLocalPort();
  }

  int ssdpPort() {
    return ssdp.getLocalPort();
  }

  private interface Answers {
    byte[] to(byte[] question);
  }

  private void serve(DatagramSocket socket, Answers answers) {
    var packet = new DatagramPacket(new byte[2048], 2048);
    try {
      while (true) {
        packet.setLength(2048);
        socket.receive(packet);
        byte[] answer = answers.to(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (answer.length > 0) {
          byte[] sent = tamper.apply(answer);
          socket.send(new DatagramPacket(sent, sent.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private byte[] mapping(byte[] in) {
    if (deafTo.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return NOTHING;
    }
    if (in[0] == 2) {
      return speaks.contains(Speaks.PCP) ? pcp(in) : speaks.contains(Speaks.PMP) ? old() : NOTHING;
    }
    return speaks.contains(Speaks.PMP) ? pmp(in) : NOTHING;
  }

  private static final byte[] NOTHING = {};

  /** It has been up for a while when a test begins. */
  private int epoch() {
    return 1000 + (int) ((System.nanoTime() - startedAt) / 1_000_000_000L);
  }

  /** Forgets everything and counts anew. */
  void restart() {
    mapped.clear();
    startedAt = System.nanoTime() + 990_000_000_000L;
  }

  /** Calls out that it is there, as after a restart. */
  void announce() throws IOException {
    byte[] call = ByteBuffer.allocate(24).put((byte) 2).put((byte) 128).array();
    mapping.send(
        new DatagramPacket(call, call.length, new InetSocketAddress(HERE, announcementPort)));
  }

  /** RFC 6886 section 3.5: an unsupported version. */
  private static byte[] old() {
    return new byte[] {0, (byte) 128, 0, 1, 0, 0, 0, 1};
  }

  private byte[] pcp(byte[] in) {
    byte[] client = Arrays.copyOfRange(in, 8, 24);
    var out = ByteBuffer.wrap(Arrays.copyOf(in, in.length));
    out.put(1, (byte) (in[1] | 0x80)).put(3, (byte) refuse);
    out.putInt(8, epoch()).putLong(12, 0).putInt(20, 0);
    if (in[1] == 0) {
      asked.add("pcp-announce");
      return out.array();
    }
    int internal = out.getShort(40) & 0xffff;
    boolean end = out.getInt(4) == 0;
    asked.add(end ? "pcp-end" : "pcp-map");
    int external = (out.getShort(42) & 0xffff) == 0 ? internal : out.getShort(42) & 0xffff;
    remember(end, internal, external);
    out.putInt(4, end ? 0 : lifetime).putShort(42, (short) external);
    if (outside.getAddress().length == 16) {
      // A firewall: the outside address is the inside one, and that is what is asked for.
      boolean own = Arrays.equals(client, Arrays.copyOfRange(in, 44, 60));
      return own ? out.put(44, outside.getAddress()).array() : NOTHING;
    }
    out.put(44, new byte[10]).put(54, (byte) 0xff).put(55, (byte) 0xff);
    return out.put(56, outside.getAddress()).array();
  }

  private void remember(boolean end, int internal, int external) {
    if (end) {
      mapped.values().removeIf(port -> port == internal);
    } else if (refuse == 0) {
      mapped.put(external, internal);
    }
  }

  private byte[] pmp(byte[] in) {
    if (in[1] == 0) {
      asked.add("pmp-address");
      return ByteBuffer.allocate(12)
          .putShort((short) 128)
          .putShort((short) refuse)
          .putInt(epoch())
          .put(outside.getAddress())
          .array();
    }
    var question = ByteBuffer.wrap(in);
    int internal = question.getShort(4) & 0xffff;
    int external = question.getShort(6) & 0xffff;
    boolean end = question.getInt(8) == 0;
    asked.add(end ? "pmp-end" : "pmp-map");
    remember(end, internal, external);
    return ByteBuffer.allocate(16)
        .putShort((short) 129)
        .putShort((short) refuse)
        .putInt(epoch())
        .putShort((short) internal)
        .putShort((short) external)
        .putInt(end ? 0 : lifetime)
        .array();
  }

  private byte[] ssdp(byte[] question) {
    String text = new String(question, StandardCharsets.US_ASCII);
    if (!speaks.contains(Speaks.IGD) || !text.contains("InternetGatewayDevice:1")) {
      return NOTHING;
    }
    asked.add("ssdp");
    return ("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST:"
            + " urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: "
            + location
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private record Answer(int status, String text) {}

  private Answer soap(String body) {
    if (body.contains("GetExternalIPAddress")) {
      asked.add("igd-address");
      return ok(
          "GetExternalIPAddress",
          "<NewExternalIPAddress>" + outside.getHostAddress() + "</NewExternalIPAddress>");
    }
    int external = Integer.parseInt(value(body, "NewExternalPort"));
    if (body.contains("DeletePortMapping")) {
      asked.add("igd-delete");
      mapped.remove(external);
      return ok("DeletePortMapping", "");
    }
    asked.add("igd-add " + value(body, "NewLeaseDuration"));
    if (soapError != 0) {
      int error = soapError;
      soapError = 0;
      return new Answer(
          500,
          "<s:Envelope xmlns:s='x'><s:Body><s:Fault><detail><UPnPError><errorCode>"
              + error
              + "</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>");
    }
    mapped.put(external, Integer.parseInt(value(body, "NewInternalPort")));
    return ok("AddPortMapping", "");
  }

  private static String value(String body, String name) {
    Matcher found = Pattern.compile("<" + name + ">([^<]*)</").matcher(body);
    return found.find() ? found.group(1) : "";
  }

  private static Answer ok(String action, String inside) {
    return new Answer(
        200,
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">"
            + "<s:Body><u:"
            + action
            + "Response xmlns:u=\"urn:x\">"
            + inside
            + "</u:"
            + action
            + "Response></s:Body></s:Envelope>");
  }

  static final String DESCRIPTION =
      """
      <?xml version="1.0"?>
      <root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device><serviceList>
      <service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
      <controlURL>/l3</controlURL></service>
      <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
      <controlURL>/ctl</controlURL></service>
      </serviceList></device></deviceList></device></root>
      """;

  @Override
  public void close() {
    mapping.close();
    ssdp.close();
    http.stop(0);
  }
}
