package app.bothways.net.portmap;

import app.bothways.net.portmap.PcpCodec.Answer;
import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PCP (RFC 6887), for IPv4 and for the firewalls of IPv6 routers. The nonce by which a gateway
 * knows the owner of a mapping comes from a secret of the node: after a crash the same node can
 * take its mapping over, and nobody else can guess it.
 */
final class Pcp implements MappingProtocol {
  private final int port;
  private final byte[] secret;

  Pcp(int port, byte[] secret) {
    this.port = port;
    this.secret = secret.clone();
  }

  @Override
  public Protocol name() {
    return Protocol.PCP;
  }

  @Override
  public boolean fits(Gateway gateway) {
    return true;
  }

  @Override
  public Offer probe(Gateway gateway) {
    try {
      byte[] request = PcpCodec.announceRequest(gateway.local());
      Answer answer = Udp.ask(gateway, port, request, PcpCodec::announceAnswer);
      if (answer instanceof Answer.Refused refused && !refused.speaksPcp()) {
        return Offers.absent(name(), gateway, refused.text());
      }
      return Offers.offered(name(), gateway);
    } catch (IOException e) {
      return Offers.of(name(), gateway, e);
    }
  }

  @Override
  public Granted map(Gateway gateway, Wish wish) throws IOException {
    byte[] nonce = nonce(gateway, wish.port());
    Answer answer =
        Udp.ask(
            gateway,
            port,
            PcpCodec.mapRequest(gateway.local(), nonce, wish),
            bytes -> PcpCodec.mapAnswer(bytes, nonce, wish.port()));
    return switch (answer) {
      case Answer.Mapped(InetSocketAddress external, Duration lifetime, long seconds) -> {
        Externals.check(external.getAddress());
        yield new Granted(external, lifetime, Optional.of(now(seconds)));
      }
      case Answer.Refused refused -> throw MappingException.refused(refused.text());
      case Answer.Here _ -> throw MappingException.silent("no answer to what was asked");
    };
  }

  private static Epoch now(long seconds) {
    return new Epoch(seconds, System.nanoTime());
  }

  @Override
  public Memory remembers(Gateway gateway, Granted granted) throws IOException {
    byte[] request = PcpCodec.announceRequest(gateway.local());
    Answer answer = Udp.ask(gateway, port, request, PcpCodec::announceAnswer);
    return switch (answer) {
      case Answer.Here(long seconds) ->
          granted.epoch().filter(then -> then.lostBy(now(seconds))).isPresent()
              ? Memory.LOST
              : Memory.KEPT;
      case Answer.Refused _, Answer.Mapped _ -> Memory.UNKNOWN;
    };
  }

  @Override
  public void release(Gateway gateway, Wish wish, Granted granted) {
    byte[] nonce = nonce(gateway, wish.port());
    var end = new Wish(wish.port(), 0, Duration.ZERO);
    Offers.quietly(() -> Udp.tell(gateway, port, PcpCodec.mapRequest(gateway.local(), nonce, end)));
  }

  private byte[] nonce(Gateway gateway, int internal) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update("bothways pcp nonce v1 ".getBytes(StandardCharsets.US_ASCII));
      mac.update((gateway.text() + " " + internal).getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(mac.doFinal(), PcpCodec.NONCE_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HMAC-SHA256", e);
    }
  }
}
