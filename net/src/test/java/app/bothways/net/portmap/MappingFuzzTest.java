package app.bothways.net.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a router says, nothing but an answer or nothing comes of it. */
class MappingFuzzTest {
  private static final int TURNS = 20_000;
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.168.1.101");
  private static final byte[] NONCE = "NNNNNNNNNNNN".getBytes(StandardCharsets.US_ASCII);

  private static final long EPOCH = 1;

  private static Random random() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("MappingFuzzTest seed " + seed);
    return new Random(seed);
  }

  /** As miniupnpd 2.3.1 sends them. */
  private static final byte[] PCP_MAPPED =
      HexFormat.of()
          .parseHex(
              "028100000000003c000000010000000000000000000000004e4e4e4e4e4e4e4e4e4e4e4e11000000"
                  + "15b315b300000000000000000000ffff0b007101");

  private static final byte[] PMP_MAPPED =
      HexFormat.of().parseHex("0081000000000001115c115c0000003c");

  @Test
  void theAnswersOfARealRouterAreRead() {
    assertThat(PcpCodec.mapAnswer(PCP_MAPPED, NONCE, 5555))
        .contains(
            new PcpCodec.Answer.Mapped(
                new InetSocketAddress("11.0.113.1", 5555), Duration.ofSeconds(60), EPOCH));
    assertThat(PcpCodec.mapAnswer(PCP_MAPPED, NONCE, 5556)).isEmpty();
    assertThat(PcpCodec.mapAnswer(PCP_MAPPED, new byte[12], 5555)).isEmpty();
    assertThat(PmpCodec.mapAnswer(PMP_MAPPED, 4444))
        .contains(new PmpCodec.Answer.Mapped(4444, 4444, Duration.ofSeconds(60), EPOCH));
    assertThat(PmpCodec.mapAnswer(PMP_MAPPED, 4445)).isEmpty();
    assertThat(PmpCodec.addressAnswer(HexFormat.of().parseHex("00800000000000010b007101")))
        .contains(new PmpCodec.Answer.External(InetAddress.ofLiteral("11.0.113.1"), EPOCH));
  }

  /** RFC 6887 sections 7.1 and 11.1; RFC 6886 section 3.3. */
  @Test
  void requestsHaveTheFormThatTheStandardsDraw() {
    byte[] map = PcpCodec.mapRequest(CLIENT, NONCE, new Wish(5555, 5556, Duration.ofSeconds(60)));
    assertThat(HexFormat.of().formatHex(map))
        .isEqualTo(
            "020100000000003c00000000000000000000ffffc0a80165"
                + "4e4e4e4e4e4e4e4e4e4e4e4e1100000015b315b4"
                + "00000000000000000000ffff00000000");
    assertThat(PcpCodec.announceRequest(CLIENT)).hasSize(24).startsWith(2, 0, 0, 0);
    assertThat(HexFormat.of().formatHex(PmpCodec.mapRequest(5555, 5556, Duration.ofSeconds(60))))
        .isEqualTo("0001000015b315b40000003c");
    assertThat(HexFormat.of().formatHex(PmpCodec.mapRequest(5555, 5556, Duration.ZERO)))
        .isEqualTo("0001000015b3000000000000");
  }

  @Test
  void damagedAndRandomDatagramsAreAnswersOrNothing() {
    Random random = random();
    for (int turn = 0; turn < TURNS; turn++) {
      for (byte[] bytes : List.of(noise(random, 120), damaged(random, PCP_MAPPED))) {
        PcpCodec.mapAnswer(bytes, NONCE, 5555);
        PcpCodec.announceAnswer(bytes);
      }
      for (byte[] bytes : List.of(noise(random, 24), damaged(random, PMP_MAPPED))) {
        PmpCodec.mapAnswer(bytes, 4444);
        PmpCodec.addressAnswer(bytes);
      }
    }
  }

  @Test
  void damagedDescriptionsAndAnnouncementsAreReadOrNot() {
    Random random = random();
    byte[] description = FakeGateway.DESCRIPTION.getBytes(StandardCharsets.UTF_8);
    byte[] found =
        ("HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                + "LOCATION: http://127.0.0.1:5000/root.xml\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(Ssdp.location(found, FakeGateway.GATEWAY)).isPresent();
    assertThat(IgdXml.description(description).orElseThrow().services()).hasSize(2);
    for (int turn = 0; turn < TURNS / 10; turn++) {
      byte[] xml = damaged(random, description);
      IgdXml.description(xml);
      IgdXml.values(xml);
      Ssdp.location(damaged(random, found), FakeGateway.GATEWAY)
          .ifPresent(uri -> assertThat(uri.getHost()).isEqualTo("127.0.0.1"));
      Ssdp.location(noise(random, 400), FakeGateway.GATEWAY);
    }
  }

  @Test
  void aDescriptionThatIsTooDeepIsNotRead() {
    byte[] deep = ("<a>".repeat(64) + "</a>".repeat(64)).getBytes(StandardCharsets.US_ASCII);
    assertThat(IgdXml.description(deep)).isEmpty();
  }

  @Test
  void whatRouteTablesSayIsReadOrPassedOver() {
    Random random = random();
    byte[] table = RouteTablesTest.LINUX.getBytes(StandardCharsets.US_ASCII);
    for (int turn = 0; turn < TURNS / 10; turn++) {
      String text = new String(damaged(random, table), StandardCharsets.ISO_8859_1);
      assertThat(RouteTables.linux4(text)).hasSizeLessThanOrEqualTo(RouteTables.MAX_ROUTES);
      RouteTables.linux6(text);
      RouteTables.netstat(text);
      RouteTables.windows(text);
    }
  }

  private static byte[] noise(Random random, int most) {
    var bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] damaged(Random random, byte[] whole) {
    byte[] bytes =
        Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
