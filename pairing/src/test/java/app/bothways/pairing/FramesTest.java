package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final Opening OPENING =
      Opening.fresh(new DeviceInfo("Ana's 💻", "Linux"), new SecureRandom());

  private static Message copy(Message message) throws Exception {
    byte[] frame = Frames.write(message);
    byte[] head = Arrays.copyOf(frame, Frames.HEAD);
    assertThat(Frames.length(head)).isEqualTo(frame.length - Frames.HEAD);
    return Frames.read(head[0], Arrays.copyOfRange(frame, Frames.HEAD, frame.length));
  }

  @Test
  void everyMessageIsReadAsItWasWritten() throws Exception {
    var prove = (Message.Prove) copy(new Message.Prove(OPENING, new byte[32]));
    assertThat(prove.opening().device()).isEqualTo(new DeviceInfo("Ana's 💻", "Linux"));
    assertThat(prove.opening().nonce()).isEqualTo(OPENING.nonce());
    assertThat(copy(new Message.Reveal(OPENING, new byte[32]))).isInstanceOf(Message.Reveal.class);
    assertThat(((Message.Hello) copy(new Message.Hello(200, new byte[32]))).version())
        .isEqualTo(200);
    assertThat(copy(new Message.Challenge(new byte[32]))).isInstanceOf(Message.Challenge.class);
    for (Message bare :
        List.of(
            new Message.Prepared(),
            new Message.Committed(),
            new Message.Done(),
            new Message.Known(),
            new Message.Unknown(),
            new Message.Finish(Unfinished.Stage.PREPARED),
            new Message.Finish(Unfinished.Stage.DECIDED))) {
      assertThat(copy(bare)).isEqualTo(bare);
    }
    for (Refusal why : Refusal.values()) {
      assertThat(copy(new Message.End(why))).isEqualTo(new Message.End(why));
    }
  }

  @Test
  void addressHintsTravelWithoutNamesToResolve() throws Exception {
    var address =
        new NodeAddr(
            NodeId.of(new byte[32]),
            List.of(RelayUrl.parse("https://relay.example").orElseThrow()),
            List.of(
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7),
                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 65535)));
    assertThat(copy(new Message.Confirm(address))).isEqualTo(new Message.Confirm(address));
    var named = address.withDirect(List.of(InetSocketAddress.createUnresolved("host.example", 1)));
    var read = (Message.Confirm) copy(new Message.Confirm(named));
    assertThat(read.address().direct()).isEmpty();
    assertThat(Addresses.parse(address.id(), "direct host.example 1\nrelay x\nnonsense\n"))
        .isEqualTo(NodeAddr.of(address.id()));
  }

  @Test
  void moreHintsThanAllowedAreCutOff() {
    String many = "direct 192.0.2.1 1\n".repeat(100) + "relay https://r.example\n".repeat(100);
    NodeAddr read = Addresses.parse(NodeId.of(new byte[32]), many);
    assertThat(read.direct()).hasSize(Addresses.MOST);
    assertThat(read.relays()).isEmpty();
  }

  @Test
  void aLongNameSurvivesCommitmentAndCleaning() {
    var info = new DeviceInfo("x".repeat(63) + " tail", "s");
    assertThat(info).isEqualTo(new DeviceInfo(info.name(), info.system()));
    assertThat(Opening.fresh(info, new SecureRandom()).device()).isEqualTo(info);
    var widest = new DeviceInfo("💻".repeat(80), "💻".repeat(80));
    assertThat(Opening.fresh(widest, new SecureRandom()).info().length)
        .isLessThanOrEqualTo(Opening.LONGEST_INFO);
  }

  @Test
  void anAnnouncedLengthBeyondTheBoundIsRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(() -> Frames.length(new byte[] {1, (byte) 0xff, (byte) 0xff}))
        .isInstanceOfSatisfying(
            NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.PROTOCOL));
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    Random random = Seeds.random();
    for (int i = 0; i < 50_000; i++) {
      var body = new byte[random.nextInt(random.nextInt(1, 700))];
      random.nextBytes(body);
      try {
        Message message = Frames.read(random.nextInt(-2, 15), body);
        if (message instanceof Message.Prove prove) {
          prove.opening().device();
        }
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }
}
