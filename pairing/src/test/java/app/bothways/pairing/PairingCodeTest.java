package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairingCodeTest {
  private static final String PREFIX = "BOTHWAYS://PAIR/";

  private static PairingCode code(Random random, Optional<RelayUrl> relay) {
    var session = new byte[16];
    var key = new byte[32];
    random.nextBytes(session);
    random.nextBytes(key);
    return new PairingCode(session, NodeId.of(key), relay);
  }

  private static PairingCode some() {
    return code(new Random(1), RelayUrl.parse("https://relay.bothways.app"));
  }

  private static void refused(String link, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairingCode.parse(link))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  private static String link(byte... bytes) {
    return PREFIX + Base32.encode(bytes);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Random random = Seeds.random();
    for (String relay : new String[] {"", "http://127.0.0.1:3340", "https://[::1]:8443"}) {
      PairingCode code = code(random, RelayUrl.parse(relay));
      assertThat(PairingCode.parse(code.link())).isEqualTo(code);
      assertThat(PairingCode.parse(code.link()).link()).isEqualTo(code.link());
    }
  }

  @Test
  void caseAndWhiteSpaceAroundDoNotMatter() {
    String link = some().link();
    assertThat(PairingCode.parse(" \n" + link.toLowerCase(Locale.ROOT) + "\t ")).isEqualTo(some());
  }

  @Test
  void theLinkHasOnlyCharactersOfTheAlphanumericMode() {
    assertThat(some().link()).matches("BOTHWAYS://PAIR/[A-Z2-7]+");
  }

  @Test
  void theBytesAreThoseOfTheDesign() {
    var session = new byte[16];
    var key = new byte[32];
    session[0] = (byte) 0xff;
    key[31] = 7;
    var code = new PairingCode(session, NodeId.of(key), RelayUrl.parse("http://a"));
    byte[] bytes = Base32.decode(code.link().substring(PREFIX.length())).bytes();
    assertThat(bytes).hasSize(1 + 16 + 32 + 1 + 8);
    assertThat(bytes[0]).isEqualTo((byte) 1);
    assertThat(bytes[1]).isEqualTo((byte) 0xff);
    assertThat(bytes[48]).isEqualTo((byte) 7);
    assertThat(bytes[49]).isEqualTo((byte) 8);
    assertThat(new String(bytes, 50, 8, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("http://a");
  }

  @ParameterizedTest
  @CsvSource({"'',''", "f,MY", "fo,MZXQ", "foo,MZXW6", "foob,MZXW6YQ", "foobar,MZXW6YTBOI"})
  void base32IsThatOfTheRfc(String plain, String encoded) {
    byte[] bytes = plain.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Base32.encode(bytes)).isEqualTo(encoded);
    assertThat(Base32.decode(encoded).bytes()).isEqualTo(bytes);
    assertThat(Base32.decode(encoded).canonical()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "https://example.org/", "BOTHWAYS:PAIR", "ı"})
  void otherTextsAreNoLinks(String text) {
    refused(text, "not a Bothways pairing link");
  }

  @Test
  void everyShorterLinkIsRefusedAsCutShort() {
    String link = some().link();
    for (int length = PREFIX.length(); length < link.length(); length++) {
      refused(link.substring(0, length), "cut short");
    }
  }

  @Test
  void whateverFollowsTheEndIsRefused() {
    refused(some().link() + "AA", "after its end");
    refused(some().link() + "A".repeat(2000), "after its end");
    refused(some().link() + "/", "damaged");
  }

  @Test
  void anUnknownVersionIsNamed() {
    var later = new byte[60];
    later[0] = 2;
    refused(link(later), "version 2");
  }

  @Test
  void aScrapOfALinkIsNotTakenForAnotherVersion() {
    refused(PREFIX + "ABCDEF", "cut short");
  }

  @Test
  void aForeignCharacterIsDamage() {
    refused(some().link().substring(0, 60) + "1" + some().link().substring(61), "damaged");
  }

  @Test
  void aRelayThatIsNoUrlIsDamage() {
    var bytes = new byte[51];
    bytes[0] = 1;
    bytes[49] = 1;
    bytes[50] = 'x';
    refused(link(bytes), "relay");
  }

  @Test
  void leftOverBitsMustBeZeroSoThatEveryCodeHasOneLink() {
    String link = code(new Random(2), RelayUrl.parse("http://a.bc")).link();
    assertThat(Base32.decode(link.substring(PREFIX.length())).leftBits()).isPositive();
    char last = link.charAt(link.length() - 1);
    refused(link.substring(0, link.length() - 1) + (char) (last + 1), "damaged");
  }

  @Test
  void randomTextsAndDamagedLinksNeverDoAnythingButParseOrRefuse() {
    Random random = Seeds.random();
    for (int i = 0; i < 20_000; i++) {
      String text = i % 2 == 0 ? mutated(random) : link(bytes(random));
      try {
        PairingCode code = PairingCode.parse(text);
        assertThat(code.link()).isEqualTo(text.strip().toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).startsWith("This ").endsWith(".");
      }
    }
  }

  private static String mutated(Random random) {
    var link = new StringBuilder(some().link());
    for (int n = random.nextInt(4); n >= 0; n--) {
      link.setCharAt(random.nextInt(link.length()), (char) random.nextInt(random.nextInt(1, 400)));
    }
    return link.substring(random.nextInt(2) * random.nextInt(link.length()));
  }

  private static byte[] bytes(Random random) {
    var bytes = new byte[random.nextInt(90)];
    random.nextBytes(bytes);
    if (bytes.length > 49 && random.nextBoolean()) {
      bytes[0] = 1;
      bytes[49] = (byte) (bytes.length - 50);
    }
    return bytes;
  }

  @Test
  void theSessionIdIsNotShownByToString() {
    assertThat(some().toString()).isEqualTo("PairingCode of " + some().node().shortText());
  }
}
