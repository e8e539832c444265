package app.bothways.net.survey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.path.Stun;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport.Evidence;
import app.bothways.net.report.NetReport.Filtering;
import app.bothways.net.report.NetReport.Nat;
import app.bothways.net.survey.SurveyedNode.Responder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The verdicts on routers that are made up by what responders on this machine say they see. */
@Execution(ExecutionMode.CONCURRENT)
class UdpSurveyTest {
  /** No interface has it, and on Linux what is sent there arrives on this machine. */
  private static final String OUTSIDE = "127.0.0.2";

  /** How a made-up router shows the port of a socket inside to a port of the responder. */
  private interface Router {
    Optional<Integer> outside(int inside, int server);
  }

  /** Whom it lets in. */
  private enum Lets {
    EVERY_PORT,
    THE_VERY_PORT
  }

  /** A responder with two ports behind such a router. */
  private static final class Lab implements AutoCloseable {
    private final DatagramSocket first = socket();
    private final DatagramSocket second = socket();

    /** Takes what is sent to it and says nothing. */
    private final DatagramSocket sink = socket();

    Lab() throws IOException {}

    private static DatagramSocket socket() throws IOException {
      return new DatagramSocket(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
    }

    Nat survey(Router router, Lets lets) throws IOException {
      Thread.ofVirtual().start(() -> serve(first, second, router, lets));
      Thread.ofVirtual().start(() -> serve(second, first, router, lets));
      var responder = new Responder(at(first), Optional.of(at(second)), Responder.Promise.GIVEN);
      return new UdpSurvey(List.of(responder), List.of(), NatKind.UNKNOWN).run();
    }

    private static InetSocketAddress at(DatagramSocket socket) throws IOException {
      return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), socket.getLocalPort());
    }

    private static void serve(DatagramSocket own, DatagramSocket other, Router router, Lets lets) {
      var packet = new DatagramPacket(new byte[1500], 1500);
      try {
        while (!own.isClosed()) {
          packet.setLength(1500);
          own.receive(packet);
          Optional<InetSocketAddress> seen =
              router
                  .outside(packet.getPort(), own.getLocalPort())
                  .map(port -> new InetSocketAddress(OUTSIDE, port));
          if (seen.isPresent()) {
            answer(own, other, packet, seen.get(), lets);
          }
        }
      } catch (IOException over) {
        // Closed with the test.
      }
    }

    private static void answer(
        DatagramSocket own,
        DatagramSocket other,
        DatagramPacket question,
        InetSocketAddress seen,
        Lets lets)
        throws IOException {
      ByteBuf asked = Unpooled.wrappedBuffer(question.getData(), 0, question.getLength());
      Optional<ByteBuf> elsewhere =
          Stun.otherPortAnswer(UnpooledByteBufAllocator.DEFAULT, asked.duplicate(), seen);
      if (elsewhere.isPresent()) {
        if (lets == Lets.EVERY_PORT) {
          send(other, elsewhere.get(), question);
        }
        return;
      }
      Optional<ByteBuf> here =
          Stun.bindingAnswer(UnpooledByteBufAllocator.DEFAULT, asked.duplicate(), seen);
      if (here.isPresent()) {
        send(own, here.get(), question);
      }
    }

    private static void send(DatagramSocket from, ByteBuf answer, DatagramPacket question)
        throws IOException {
      var bytes = new byte[answer.readableBytes()];
      answer.readBytes(bytes).release();
      from.send(new DatagramPacket(bytes, bytes.length, question.getSocketAddress()));
    }

    @Override
    public void close() {
      first.close();
      second.close();
      sink.close();
    }
  }

  @Test
  void oneOutsidePortForAllDestinationsIsEasy() throws Exception {
    try (var lab = new Lab()) {
      Nat nat = lab.survey((inside, _) -> Optional.of(inside), Lets.EVERY_PORT);
      assertThat(nat.kind()).isEqualTo(NatKind.EASY);
      assertThat(nat.evidence()).isEqualTo(Evidence.ONE_ADDRESS);
      assertThat(nat.filtering()).isEqualTo(Filtering.ANY_PORT);
      assertThat(nat.ipv4().udp()).isEqualTo(Finding.YES);
      assertThat(nat.ipv4().seen()).singleElement().asString().startsWith(OUTSIDE + ":");
      assertThat(nat.ipv6().udp()).isEqualTo(Finding.UNKNOWN);
    }
  }

  @Test
  void anotherOutsidePortForEachDestinationIsHard() throws Exception {
    try (var lab = new Lab()) {
      Nat nat =
          lab.survey(
              (_, server) ->
                  Optional.of(
                      server == lab.first.getLocalPort()
                          ? lab.sink.getLocalPort()
                          : lab.second.getLocalPort()),
              Lets.EVERY_PORT);
      assertThat(nat.kind()).isEqualTo(NatKind.HARD);
      assertThat(nat.ipv4().seen()).hasSize(2);
    }
  }

  @Test
  void theSilenceOfResponderThatPromisesAnswersIsABlock() throws Exception {
    try (var lab = new Lab()) {
      Nat nat = lab.survey((_, _) -> Optional.empty(), Lets.EVERY_PORT);
      assertThat(nat.kind()).isEqualTo(NatKind.BLOCKED);
      assertThat(nat.ipv4().udp()).isEqualTo(Finding.NO);
      assertThat(nat.ipv4().seen()).isEmpty();
      assertThat(nat.filtering()).isEqualTo(Filtering.UNKNOWN);
      assertThat(nat.hairpin()).isEqualTo(Finding.UNKNOWN);
    }
  }

  @Test
  void aRouterThatLetsInOnlyTheVeryPortIsTold() throws Exception {
    try (var lab = new Lab()) {
      Nat nat = lab.survey((inside, _) -> Optional.of(inside), Lets.THE_VERY_PORT);
      assertThat(nat.filtering()).isEqualTo(Filtering.EXACT_PORT);
      assertThat(nat.kind()).isEqualTo(NatKind.EASY);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "127.0.0.2 leads to this machine on Linux only")
  void twoSocketsThatMeetAtTheirOutsideAddressesFindAHairpin() throws Exception {
    try (var lab = new Lab()) {
      Nat nat = lab.survey((inside, _) -> Optional.of(inside), Lets.EVERY_PORT);
      assertThat(nat.hairpin()).isEqualTo(Finding.YES);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "127.0.0.2 leads to this machine on Linux only")
  void twoSocketsThatDoNotMeetFindNone() throws Exception {
    try (var lab = new Lab()) {
      Nat nat = lab.survey((_, _) -> Optional.of(lab.sink.getLocalPort()), Lets.EVERY_PORT);
      assertThat(nat.hairpin()).isEqualTo(Finding.NO);
    }
  }
}
