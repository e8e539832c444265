package app.bothways.net.relay.server;

import java.nio.file.Path;

/**
 * How the relay's own hop is protected. What it forwards is sealed between the nodes either way.
 */
public sealed interface RelayTls {
  /** Plain HTTP: on one machine, in a lab, or behind a proxy that ends TLS. */
  record Plain() implements RelayTls {}

  /**
   * TLS with the PEM files of a certificate chain and of its unencrypted PKCS#8 key. Read at the
   * start and again when they change; files that cannot be used then leave the old ones in force.
   */
  record PemFiles(Path certificate, Path key) implements RelayTls {}
}
