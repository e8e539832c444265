package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import app.bothways.pairing.PairingEvent.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who know something, but not enough, and those who sit in the middle. */
@Timeout(60)
class AttackTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path home;

  private final MemoryNet net = new MemoryNet();
  private final Recorder shown = new Recorder();
  private final Recorder second = new Recorder();
  private final NodeId mallory = NodeKey.generate().id();
  private Endpoint mallorys;
  private Party ana;

  @BeforeEach
  void showACode() {
    ana = Party.open(net, home.resolve("ana"), Party.named("Ana").network(Wrapped::withRelay));
    ana.pairing.offer(shown);
    mallorys = net.endpoint(mallory);
  }

  @AfterEach
  void close() {
    ana.close();
  }

  private Connection dial() throws IOException {
    return mallorys.dial(NodeAddr.of(ana.id), Pairing.ALPN, Duration.ofSeconds(5));
  }

  private static Opening opening() {
    return Opening.fresh(new DeviceInfo("Mallory", ""), RANDOM);
  }

  private void nothingHappened() {
    assertThat(shown.names()).doesNotContain("Confirm", "Paired");
    assertThat(ana.store.devices()).isEmpty();
    assertThat(ana.store.unfinished()).isEmpty();
  }

  /** Plays the joiner with the right code, bent as {@code version} and {@code opened} say. */
  private Message answer(int version, Opening committed, Opening opened) throws IOException {
    try (Connection connection = dial()) {
      Wire wire = Wire.open(connection);
      wire.send(new Message.Hello(version, Transcript.commitment(committed)));
      if (!(wire.read() instanceof Message.Challenge challenge)) {
        return new Message.End(Refusal.VERSION);
      }
      var parties = new Transcript.Parties(ana.id, mallory);
      byte[] joined = Transcript.joined(version, parties, challenge.commitment(), opened);
      byte[] proof = Secrets.of(shown.code().session()).joinerProof(joined);
      wire.send(new Message.Prove(opened, proof));
      return wire.read();
    }
  }

  @Test
  void theSameStepsUnbentAreAccepted() throws Exception {
    Opening opening = opening();
    assertThat(answer(1, opening, opening)).isInstanceOf(Message.Reveal.class);
    assertThat(shown.confirm().id()).isEqualTo(mallory);
    assertThat(shown.confirm().device().name()).isEqualTo("Mallory");
  }

  /** A promise that was asked about, and answered with Unknown, can never be decided on. */
  @Test
  void aPromiseThatArrivesAfterTheAnswerUnknownIsNotActedOn() throws Exception {
    Opening opening = opening();
    PairingSession session = ana.pairing.offer(second);
    try (Connection first = dial();
        Connection asking = dial()) {
      Wire wire = Wire.open(first);
      wire.send(new Message.Hello(1, Transcript.commitment(opening)));
      var challenge = (Message.Challenge) wire.read();
      var parties = new Transcript.Parties(ana.id, mallory);
      byte[] joined = Transcript.joined(1, parties, challenge.commitment(), opening);
      byte[] proof = Secrets.of(second.code().session()).joinerProof(joined);
      wire.send(new Message.Prove(opening, proof));
      assertThat(wire.read()).isInstanceOf(Message.Reveal.class);
      second.confirm();
      session.confirm();
      assertThat(wire.read()).isInstanceOf(Message.Confirm.class);
      wire.send(new Message.Confirm(NodeAddr.of(mallory)));
      Wire question = Wire.open(asking);
      question.send(new Message.Finish(Unfinished.Stage.PREPARED));
      assertThat(question.read()).isEqualTo(new Message.Unknown());
      wire.send(new Message.Prepared());
      assertThat(second.failed().reason()).isEqualTo(Reason.UNREACHABLE);
    } catch (NetException closed) {
      // Ana may have ended the first connection before the promise was sent.
      assertThat(second.failed().reason()).isEqualTo(Reason.UNREACHABLE);
    }
    nothingHappened();
  }

  @Test
  void openingSomethingElseThanWasCommittedToIsRefused() throws Exception {
    assertThat(answer(1, opening(), opening())).isEqualTo(new Message.End(Refusal.PROTOCOL));
    nothingHappened();
  }

  @Test
  void anotherVersionIsRefusedAndChangesEveryProof() throws Exception {
    Opening opening = opening();
    assertThat(answer(2, opening, opening)).isEqualTo(new Message.End(Refusal.VERSION));
    nothingHappened();
    var parties = new Transcript.Parties(ana.id, mallory);
    assertThat(Transcript.joined(1, parties, new byte[32], opening))
        .isNotEqualTo(Transcript.joined(2, parties, new byte[32], opening));
  }

  @Test
  void aProofMadeForOneConversationIsWorthNothingInAnother() throws Exception {
    Opening opening = opening();
    byte[] proof;
    try (Connection first = dial()) {
      Wire wire = Wire.open(first);
      wire.send(new Message.Hello(1, Transcript.commitment(opening)));
      var challenge = (Message.Challenge) wire.read();
      var parties = new Transcript.Parties(ana.id, mallory);
      byte[] joined = Transcript.joined(1, parties, challenge.commitment(), opening);
      proof = Secrets.of(shown.code().session()).joinerProof(joined);
    }
    try (Connection second = dial()) {
      Wire wire = Wire.open(second);
      wire.send(new Message.Hello(1, Transcript.commitment(opening)));
      assertThat(wire.read()).isInstanceOf(Message.Challenge.class);
      wire.send(new Message.Prove(opening, proof));
      assertThat(wire.read()).isEqualTo(new Message.End(Refusal.NOT_RIGHT));
    }
    nothingHappened();
  }

  @Test
  void whoeverKnowsOnlyWhatTheLocalNetworkHearsIsRefused() throws Exception {
    Opening opening = opening();
    byte[] tag = Secrets.of(shown.code().session()).mdnsTag();
    byte[] guess = new byte[16];
    System.arraycopy(tag, 0, guess, 0, 8);
    try (Connection connection = dial()) {
      Wire wire = Wire.open(connection);
      wire.send(new Message.Hello(1, Transcript.commitment(opening)));
      var challenge = (Message.Challenge) wire.read();
      var parties = new Transcript.Parties(ana.id, mallory);
      byte[] joined = Transcript.joined(1, parties, challenge.commitment(), opening);
      wire.send(new Message.Prove(opening, Secrets.of(guess).joinerProof(joined)));
      assertThat(wire.read()).isEqualTo(new Message.End(Refusal.NOT_RIGHT));
    }
    nothingHappened();
  }

  @Test
  void messagesOutOfTurnAndRandomBytesEndTheConversationAndNothingElse() throws Exception {
    Random random = Seeds.random();
    for (int i = 0; i < Limits.JOINS_PER_MINUTE - 2; i++) {
      try (Connection connection = dial()) {
        Stream stream = connection.open();
        if (i % 3 == 0) {
          stream.out().write(Frames.write(new Message.Committed()));
        } else {
          var bytes = new byte[random.nextInt(1, 600)];
          random.nextBytes(bytes);
          if (i % 3 == 1) {
            Opening opening = opening();
            stream.out().write(Frames.write(new Message.Hello(1, Transcript.commitment(opening))));
          }
          stream.out().write(bytes);
        }
        stream.out().close();
        stream.in().readAllBytes();
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    nothingHappened();
    Opening opening = opening();
    assertThat(answer(1, opening, opening)).isInstanceOf(Message.Reveal.class);
  }

  @Test
  void aDeviceThatDoesNotKnowItsOwnCodeIsAnImpostor() throws Exception {
    mallorys.handle(
        Pairing.ALPN,
        connection -> {
          Wire wire = Wire.accept(connection);
          wire.read();
          Opening opening = opening();
          wire.send(new Message.Challenge(Transcript.commitment(opening)));
          wire.read();
          wire.send(new Message.Reveal(opening, new byte[32]));
          connection.closed().join();
        });
    try (Party ben = Party.open(net, home.resolve("ben"), Party.named("Ben"))) {
      var joined = new Recorder();
      var phishing = new PairingCode(new byte[16], mallory, java.util.Optional.of(Wrapped.RELAY));
      ben.pairing.join(phishing, joined);
      assertThat(joined.failed().reason()).isEqualTo(Reason.REJECTED);
      assertThat(joined.failed().text()).contains("could not prove");
      assertThat(joined.names()).doesNotContain("Confirm");
      assertThat(ben.store.devices()).isEmpty();
    }
  }

  /** A network that passes Mallory off as Ana, or hears everything, as {@code what} makes it. */
  private Party ben(UnaryOperator<Connection> what, NodeId dialled) {
    return Party.open(
        net,
        home.resolve("ben"),
        Party.named("Ben")
            .network(
                real ->
                    new Wrapped(real) {
                      @Override
                      public Connection dial(NodeAddr address, String alpn, Duration timeout)
                          throws IOException {
                        return what.apply(super.dial(NodeAddr.of(dialled), alpn, timeout));
                      }
                    }));
  }

  /** Passes every byte on, both ways, and keeps a copy. */
  private ByteArrayOutputStream middle() {
    var heard = new ByteArrayOutputStream();
    mallorys.handle(
        Pairing.ALPN,
        victim -> {
          try (Connection onwards = dial()) {
            Stream near = victim.accept();
            Stream far = onwards.open();
            Thread.ofVirtual().start(() -> pump(near.in(), far.out(), heard));
            pump(far.in(), near.out(), heard);
            victim.closed().join();
          }
        });
    return heard;
  }

  private static void pump(InputStream from, OutputStream to, ByteArrayOutputStream heard) {
    try {
      var buffer = new byte[512];
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        heard.write(buffer, 0, n);
        to.write(buffer, 0, n);
        to.flush();
      }
      to.close();
    } catch (IOException over) {
      // One side has gone; the other will notice.
    }
  }

  @Test
  void aManInTheMiddleWithAKeyOfHisOwnFailsAtTheProof() {
    middle();
    // Even if TLS were broken and Ben's side believed that it talks to Ana.
    try (Party ben = ben(connection -> new Posing(connection, ana.id), mallory)) {
      var joined = new Recorder();
      ben.pairing.join(shown.code(), joined);
      assertThat(joined.failed().reason()).isEqualTo(Reason.REJECTED);
      nothingHappened();
      assertThat(ben.store.devices()).isEmpty();
    }
  }

  @Test
  void aConnectionThatProvedAnotherKeyIsNotEvenGreeted() {
    ByteArrayOutputStream heard = middle();
    try (Party ben = ben(connection -> connection, mallory)) {
      var joined = new Recorder();
      ben.pairing.join(shown.code(), joined);
      assertThat(joined.failed().reason()).isEqualTo(Reason.REJECTED);
      assertThat(heard.size()).isZero();
      nothingHappened();
    }
  }

  @Test
  void theSessionIdIsNeverSentAndTheNameOnlyToThoseWhoKnowTheCode() {
    var heard = new ByteArrayOutputStream();
    try (Party ben = ben(connection -> new Overheard(connection, heard), ana.id)) {
      byte[] bent = shown.code().session();
      bent[0] ^= 1;
      var wrong = new Recorder();
      ben.pairing.join(new PairingCode(bent, ana.id, shown.code().relay()), wrong);
      wrong.failed();
      String text = heard.toString(StandardCharsets.ISO_8859_1);
      assertThat(text).contains("Ben").doesNotContain("Ana");
      var joined = new Recorder();
      ben.pairing.join(shown.code(), joined);
      joined.confirm();
      text = heard.toString(StandardCharsets.ISO_8859_1);
      assertThat(text)
          .contains("Ana")
          .doesNotContain(new String(shown.code().session(), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void theAnnouncementIsEightBytesThatOnlyTheCodeLeadsTo() {
    byte[] session = shown.code().session();
    Secrets secrets = Secrets.of(session);
    assertThat(secrets.mdnsTag()).hasSize(8);
    assertThat(secrets.joinerKey()).isNotEqualTo(secrets.showerKey());
    assertThat(Secrets.of(session).mdnsTag()).isEqualTo(secrets.mdnsTag());
    session[0] ^= 1;
    assertThat(Secrets.of(session).mdnsTag()).isNotEqualTo(secrets.mdnsTag());
  }

  @Test
  void countingJoinersTakesBoundedMemory() {
    var rate = new RateLimit(new FakeTiming());
    Random random = Seeds.random();
    var bytes = new byte[32];
    for (int i = 0; i < 5000; i++) {
      random.nextBytes(bytes);
      assertThat(rate.allows(NodeId.of(bytes))).isTrue();
    }
    assertThat(rate.counted()).isEqualTo(Limits.COUNTED_KEYS);
  }

  @Test
  void aCodeIsNotBuiltFromAShortSession() {
    assertThatThrownBy(() -> new PairingCode(new byte[8], mallory, java.util.Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
