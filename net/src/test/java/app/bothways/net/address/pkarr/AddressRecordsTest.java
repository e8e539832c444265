package app.bothways.net.address.pkarr;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class AddressRecordsTest {
  /** The DNS message of iroh's own library for the secret key of 32 bytes 0x2a. */
  private static final String VECTOR =
      "000080000000000100000000055f69726f6834646639737365396270316e756674696d3379687869756b36773672"
          + "3568646473736b6a79677079647578376573786a7374696f6f00001000010000001e00222172656c61793d68"
          + "747470733a2f2f72656c61792e6578616d706c652e6f72672e2f";

  private static final Duration TTL = Duration.ofSeconds(30);

  private final NodeId id = NodeKey.ofSeed(seed()).id();

  private static byte[] seed() {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0x2a);
    return bytes;
  }

  private static RelayUrl relay(String url) {
    return RelayUrl.parse(url).orElseThrow();
  }

  private static InetSocketAddress socket(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }

  private NodeAddr decode(byte[] dns) {
    return AddressRecords.decode(id, dns).orElseThrow();
  }

  private byte[] message(String... texts) {
    var message = new Message(0);
    for (String text : texts) {
      message.addRecord(
          new TXTRecord(AddressRecords.name(id, "."), DClass.IN, 30, text), Section.ANSWER);
    }
    return message.toWire();
  }

  @Test
  void theRecordOfIrohIsRead() {
    NodeAddr read = decode(HexFormat.of().parseHex(VECTOR));
    assertThat(read).isEqualTo(NodeAddr.of(id).withRelay(relay("https://relay.example.org.")));
  }

  @Test
  void ourRecordIsThatOfIrohButForTheSlashAtTheEndOfTheUrl() {
    NodeAddr address = NodeAddr.of(id).withRelay(relay("https://relay.example.org./"));
    byte[] vector = HexFormat.of().parseHex(VECTOR);
    byte[] made = AddressRecords.encode(address, TTL);
    int head = 81;
    assertThat(Arrays.copyOf(made, head)).isEqualTo(Arrays.copyOf(vector, head));
    assertThat(made).hasSize(vector.length - 1);
    assertThat(Arrays.copyOfRange(made, head + 2, made.length))
        .isEqualTo(Arrays.copyOfRange(vector, head + 2, vector.length - 1));
  }

  @Test
  void relaysAndAddressesComeBackInOrder() {
    var address =
        new NodeAddr(
            id,
            List.of(relay("https://one.example"), relay("http://two.example:3340")),
            List.of(socket("192.0.2.7", 4711), socket("2001:db8::7", 4712)));
    assertThat(decode(AddressRecords.encode(address, TTL))).isEqualTo(address);
  }

  @Test
  void aRecordNeverGrowsOverItsBoundAndKeepsTheRelays() {
    var relays =
        IntStream.range(0, 9)
            .mapToObj(n -> relay("https://" + "a".repeat(50) + ".b" + n + ".example"))
            .toList();
    var direct = new ArrayList<InetSocketAddress>();
    for (int n = 1; n < 40; n++) {
      direct.add(socket("2001:db8:1111:2222:3333:4444:5555:" + n, 40_000 + n));
    }
    byte[] dns = AddressRecords.encode(new NodeAddr(id, relays, direct), TTL);
    assertThat(dns).hasSizeLessThanOrEqualTo(SignedPacket.MAX_DNS);
    NodeAddr read = decode(dns);
    assertThat(read.relays()).isEqualTo(relays.subList(0, AddressRecords.MAX_RELAYS));
    assertThat(read.direct()).isNotEmpty().isEqualTo(direct.subList(0, read.direct().size()));
    assertThat(read.direct()).hasSizeLessThanOrEqualTo(AddressRecords.MAX_DIRECT);
  }

  @Test
  void whatMakesNoSenseIsSkippedAndNoNameIsResolved() {
    NodeAddr read =
        decode(
            message(
                "relay=ftp://x",
                "relay=",
                "addr=example.org:80",
                "addr=127.0.0.1:0",
                "addr=0.0.0.0:9",
                "addr=224.0.0.251:5353",
                "addr=[fe80::1]:7",
                "addr=1.2.3.4:99999",
                "user-data=hello",
                "addr=198.51.100.4:1",
                "relay=https://ok.example"));
    assertThat(read)
        .isEqualTo(
            new NodeAddr(
                id, List.of(relay("https://ok.example")), List.of(socket("198.51.100.4", 1))));
  }

  @Test
  void recordsOfAnotherNameSayNothing() {
    byte[] dns = message("relay=https://ok.example");
    NodeId other = NodeKey.generate().id();
    assertThat(AddressRecords.decode(other, dns)).contains(NodeAddr.of(other));
  }

  @Test
  void floodsOfRecordsAreCutAtTheBound() {
    String[] many =
        IntStream.range(1, 25).mapToObj(n -> "addr=10.0.0." + n + ":1").toArray(String[]::new);
    assertThat(decode(message(many)).direct()).hasSize(AddressRecords.MAX_DIRECT);
  }

  @Test
  void aMessageThatClaimsThousandsOfRecordsIsRefusedBeforeRoomIsMadeForThem() {
    byte[] dns = message("relay=https://ok.example");
    for (int section = 4; section < 12; section += 2) {
      byte[] claiming = dns.clone();
      ByteBuffer.wrap(claiming).putShort(section, (short) 65_535);
      assertThat(AddressRecords.decode(id, claiming)).isEmpty();
    }
  }

  @Test
  void noiseAndDamageNeverThrow() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    byte[] good = HexFormat.of().parseHex(VECTOR);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? good.clone() : new byte[random.nextInt(1100)];
      if (i % 2 == 0) {
        for (int n = random.nextInt(1, 6); n > 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      } else {
        random.nextBytes(bytes);
        if (bytes.length > 12 && random.nextBoolean()) {
          ByteBuffer.wrap(bytes).putLong(4, random.nextLong() & 0x0007_0007_0007_0007L);
        }
      }
      AddressRecords.decode(id, bytes)
          .ifPresent(
              read -> {
                assertThat(read.relays()).hasSizeLessThanOrEqualTo(AddressRecords.MAX_RELAYS);
                assertThat(read.direct()).hasSizeLessThanOrEqualTo(AddressRecords.MAX_DIRECT);
              });
    }
  }
}
