package app.bothways.net.portmap;

import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Protocol;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came of asking, as values. */
final class Offers {
  private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

  private Offers() {}

  static Offer offered(Protocol protocol, Gateway gateway) {
    return new Offer(protocol, gateway.text(), Offer.State.OFFERED, "");
  }

  static Offer refused(Protocol protocol, Gateway gateway, String detail) {
    return new Offer(protocol, gateway.text(), Offer.State.REFUSED, detail);
  }

  static Offer absent(Protocol protocol, Gateway gateway, String detail) {
    return new Offer(protocol, gateway.text(), Offer.State.ABSENT, detail);
  }

  static Offer of(Protocol protocol, Gateway gateway, IOException fault) {
    String detail = Optional.ofNullable(fault.getMessage()).orElse(fault.toString());
    return fault instanceof MappingException said && said.kind() == MappingException.Kind.REFUSED
        ? refused(protocol, gateway, detail)
        : absent(protocol, gateway, detail);
  }

  /** Something worth trying whose failure changes nothing. */
  interface Attempt {
    void run() throws IOException;
  }

  static void quietly(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException e) {
      LOG.debug("{}", e.toString());
    }
  }
}
