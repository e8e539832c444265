package app.bothways.net.relay.server;

import java.nio.file.Path;

/**
 * How the relay's own hop is protected. What it forwards is sealed between the nodes either way.
 */
public sealed interface RelayTls {
  /** Plain HTTP: on one machine, in a lab, or behind a proxy that ends TLS. */
  record Plain() implements RelayTls {}

  /**
   * TLS with the PEM files of a certificate chain and of its unencrypted PKCS#8 key, read at the
   * start.
   */
  record PemFiles(Path certificate, Path key) implements RelayTls {}
}
