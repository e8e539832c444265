package app.bothways.net.portmap;

import app.bothways.net.portmap.PmpCodec.Answer;
import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** NAT-PMP (RFC 6886). */
final class Pmp implements MappingProtocol {
  private final int port;

  Pmp(int port) {
    this.port = port;
  }

  @Override
  public Protocol name() {
    return Protocol.NAT_PMP;
  }

  @Override
  public boolean fits(Gateway gateway) {
    return gateway.v4();
  }

  @Override
  public Offer probe(Gateway gateway) {
    try {
      Externals.check(external(gateway).address());
      return Offers.offered(name(), gateway);
    } catch (IOException e) {
      return Offers.of(name(), gateway, e);
    }
  }

  private Answer.External external(Gateway gateway) throws IOException {
    Answer answer = Udp.ask(gateway, port, PmpCodec.addressRequest(), PmpCodec::addressAnswer);
    return switch (answer) {
      case Answer.External external -> external;
      case Answer.Refused refused -> throw MappingException.refused(refused.text());
      case Answer.Mapped _ -> throw MappingException.silent("no answer to what was asked");
    };
  }

  @Override
  public Granted map(Gateway gateway, Wish wish) throws IOException {
    InetAddress address = Externals.check(external(gateway).address());
    byte[] request = PmpCodec.mapRequest(wish.port(), wish.external(), wish.lifetime());
    Answer answer =
        Udp.ask(gateway, port, request, bytes -> PmpCodec.mapAnswer(bytes, wish.port()));
    return switch (answer) {
      case Answer.Mapped mapped ->
          new Granted(
              new InetSocketAddress(address, mapped.externalPort()),
              mapped.lifetime(),
              Optional.of(now(mapped.epoch())));
      case Answer.Refused refused -> throw MappingException.refused(refused.text());
      case Answer.External _ -> throw MappingException.silent("no answer to what was asked");
    };
  }

  private static Epoch now(long seconds) {
    return new Epoch(seconds, System.nanoTime());
  }

  @Override
  public Memory remembers(Gateway gateway, Granted granted) throws IOException {
    Answer.External now = external(gateway);
    boolean same = now.address().equals(granted.external().getAddress());
    boolean anew = granted.epoch().filter(then -> then.lostBy(now(now.epoch()))).isPresent();
    return same && !anew ? Memory.KEPT : Memory.LOST;
  }

  @Override
  public void release(Gateway gateway, Wish wish, Granted granted) {
    Offers.quietly(
        () -> Udp.tell(gateway, port, PmpCodec.mapRequest(wish.port(), 0, Duration.ZERO)));
  }
}
