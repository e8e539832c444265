package app.bothways.net.relay.server;

import java.util.Optional;

/**
 * What a relay process offers beside its main port.
 *
 * @param plainHttp with TLS: where clients look for a captive portal, and nothing else
 * @param stun the UDP address of the STUN binding responder
 * @param metrics where figures can be read; not for the world
 * @param pkarrRecords how many signed address records are kept; 0: none, and the store is off
 */
public record RelayServices(
    Forwarding forwarding,
    Optional<Listen> plainHttp,
    Optional<Listen> stun,
    Optional<Listen> metrics,
    int pkarrRecords) {
  /** A record costs about 1.5 KiB at most. */
  public static final int PKARR_RECORDS = 16_384;

  /** Whether datagrams are forwarded at all; without, the rest still serves. */
  public enum Forwarding {
    ON,
    OFF
  }

  /** The main port only, with the record store on it. */
  public static RelayServices standard() {
    return new RelayServices(
        Forwarding.ON, Optional.empty(), Optional.empty(), Optional.empty(), PKARR_RECORDS);
  }

  public RelayServices withStun(Listen where) {
    return new RelayServices(forwarding, plainHttp, Optional.of(where), metrics, pkarrRecords);
  }

  public RelayServices withMetrics(Listen where) {
    return new RelayServices(forwarding, plainHttp, stun, Optional.of(where), pkarrRecords);
  }

  public RelayServices withPlainHttp(Optional<Listen> where) {
    return new RelayServices(forwarding, where, stun, metrics, pkarrRecords);
  }

  public RelayServices withPkarrRecords(int records) {
    return new RelayServices(forwarding, plainHttp, stun, metrics, records);
  }
}
