package app.bothways.net.address.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;

/** Against a name server on the loopback interface. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class DnsLookupTest {
  private static final String ORIGIN = "dns.example.";

  private final NodeId id = NodeKey.generate().id();

  /** What a name server makes of a question. */
  @FunctionalInterface
  interface Server {
    byte[] answer(Message question) throws IOException;
  }

  /** What was heard; {@code OVER} for the end. */
  private record Heard(BlockingQueue<Object> events) implements AddressLookup.Answers {
    private static final String OVER = "over";

    @Override
    public void found(NodeAddr address) {
      events.add(address);
    }

    @Override
    public void over() {
      events.add(OVER);
    }

    Object next() throws InterruptedException {
      return events.poll(20, TimeUnit.SECONDS);
    }
  }

  private static DatagramSocket serve(Server server) throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!socket.isClosed()) {
                try {
                  var packet = new DatagramPacket(new byte[2000], 2000);
                  socket.receive(packet);
                  var question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                  byte[] answer = server.answer(question);
                  if (answer.length > 0) {
                    socket.send(
                        new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                  }
                } catch (IOException over) {
                  // The test is over.
                }
              }
            });
    return socket;
  }

  private Heard ask(Server server) throws Exception {
    var heard = new Heard(new LinkedBlockingQueue<>());
    try (DatagramSocket socket = serve(server)) {
      var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
      var lookup = new DnsLookup(List.of(ORIGIN), () -> DnsLookup.bounded(new SimpleResolver(at)));
      assertThat(lookup.kind()).isEqualTo(FoundBy.DNS);
      lookup.search(NodeAddr.of(id), heard);
      var mirrored = new Heard(new LinkedBlockingQueue<>());
      for (Object event = heard.next(); event != null; event = heard.next()) {
        mirrored.events.add(event);
        if (event.equals(Heard.OVER)) {
          return mirrored;
        }
      }
      throw new AssertionError("the search did not end");
    }
  }

  private Message reply(Message question, String... texts) {
    var answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    for (String text : texts) {
      answer.addRecord(
          new TXTRecord(AddressRecords.name(id, ORIGIN), DClass.IN, 30, text), Section.ANSWER);
    }
    return answer;
  }

  @Test
  void theTxtRecordsOfAnOriginAreRead() throws Exception {
    Heard heard =
        ask(
            question -> {
              assertThat(question.getQuestion().getName())
                  .hasToString("_iroh." + id + "." + ORIGIN);
              return reply(question, "relay=https://home.example", "addr=192.0.2.1:7").toWire();
            });
    assertThat(heard.next())
        .isEqualTo(
            new NodeAddr(
                id,
                List.of(Records.relay("https://home.example")),
                List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7))));
    assertThat(heard.next()).isEqualTo(Heard.OVER);
  }

  @Test
  void aNameThatDoesNotExistEndsTheSearch() throws Exception {
    Heard heard =
        ask(
            question -> {
              Message none = reply(question);
              none.getHeader().setRcode(Rcode.NXDOMAIN);
              return none.toWire();
            });
    assertThat(heard.next()).isEqualTo(Heard.OVER);
  }

  @Test
  void anAnswerToAnotherQuestionFindsNothing() throws Exception {
    NodeId other = NodeKey.generate().id();
    Heard heard =
        ask(
            question -> {
              var answer = reply(question);
              answer.addRecord(
                  new TXTRecord(
                      AddressRecords.name(other, ORIGIN), DClass.IN, 30, "relay=https://x.example"),
                  Section.ANSWER);
              return answer.toWire();
            });
    assertThat(heard.next()).isEqualTo(NodeAddr.of(id));
    assertThat(heard.next()).isEqualTo(Heard.OVER);
  }

  @Test
  void floodsAreCutAtTheBound() throws Exception {
    var many = new String[300];
    for (int n = 0; n < many.length; n++) {
      many[n] = "addr=10.1." + n / 200 + "." + (n % 200 + 1) + ":9";
    }
    Heard heard = ask(question -> reply(question, many).toWire());
    if (heard.next() instanceof NodeAddr found) {
      assertThat(found.direct()).hasSizeLessThanOrEqualTo(AddressRecords.MAX_DIRECT);
    }
  }

  @Test
  void noiseAndSilenceEndTheSearch() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    Heard heard =
        ask(
            question -> {
              byte[] bytes = reply(question, "relay=https://home.example").toWire();
              for (int n = 0; n < 5; n++) {
                bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
              }
              return bytes;
            });
    assertThat(heard.events).isNotEmpty();
    Heard silent = ask(_ -> new byte[0]);
    assertThat(silent.next()).isEqualTo(Heard.OVER);
  }
}
