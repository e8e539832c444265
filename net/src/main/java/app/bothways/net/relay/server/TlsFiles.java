package app.bothways.net.relay.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The certificate in force. New connections get the newest that could be read. Any thread. */
final class TlsFiles {
  /**
   * The short key first: what is relayed is sealed already, and each byte is opened and sealed once
   * more here.
   */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private volatile RelayTls source;
  private volatile Optional<SslContext> context;

  private TlsFiles(RelayTls source, Optional<SslContext> context) {
    this.source = source;
    this.context = context;
  }

  /**
   * @throws IOException when the files cannot be used; the message names them
   */
  static TlsFiles load(RelayTls source) throws IOException {
    return new TlsFiles(source, read(source));
  }

  Optional<SslContext> context() {
    return context;
  }

  RelayTls source() {
    return source;
  }

  List<Path> files() {
    return switch (source) {
      case RelayTls.Plain _ -> List.of();
      case RelayTls.PemFiles(var certificate, var key) -> List.of(certificate, key);
    };
  }

  /**
   * Reads again, from {@code next}.
   *
   * @throws IOException when the files cannot be used; those before stay in force
   */
  void reload(RelayTls next) throws IOException {
    Optional<SslContext> fresh = read(next);
    source = next;
    context = fresh;
  }

  private static Optional<SslContext> read(RelayTls tls) throws IOException {
    return switch (tls) {
      case RelayTls.Plain _ -> Optional.empty();
      case RelayTls.PemFiles(var certificate, var key) -> {
        try {
          yield Optional.of(
              SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                  .sslProvider(SslProvider.JDK)
                  .protocols("TLSv1.3", "TLSv1.2")
                  .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                  .build());
        } catch (IOException | IllegalArgumentException unusable) {
          throw new IOException(
              "cannot use the certificate " + certificate + " with the key " + key, unusable);
        }
      }
    };
  }
}
