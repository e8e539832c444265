package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.TrustsNobody;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which certificates a relay may show. Without a certificate of its own it is the system's trust
 * and the name must fit. With one, exactly that certificate is accepted whatever name it bears, or
 * one that it has issued and whose name fits; the system's trust does not count then. Nothing here
 * touches what nodes demand of each other.
 */
final class RelayTrust extends TrustsNobody {
  private final X509Certificate pinned;
  private final X509ExtendedTrustManager issuedByPinned;

  private RelayTrust(X509Certificate pinned, X509ExtendedTrustManager issuedByPinned) {
    this.pinned = pinned;
    this.issuedByPinned = issuedByPinned;
  }

  /**
   * Reads the system's certificates: takes a while, must not be called on an event loop.
   *
   * @throws CertificateException when the relay's PEM text cannot be read
   */
  static SslContext sslContext(Relay relay) throws IOException, GeneralSecurityException {
    var builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    if (!relay.certificate().isBlank()) {
      builder.trustManager(pin(relay.certificate()));
    }
    return builder.build();
  }

  /** The same trust for a JDK socket. */
  static SSLContext jdkContext(Relay relay) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        relay.certificate().isBlank() ? null : new TrustManager[] {pin(relay.certificate())},
        null);
    return context;
  }

  private static RelayTrust pin(String pem) throws IOException, GeneralSecurityException {
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("relay", certificate);
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .map(manager -> new RelayTrust(certificate, manager))
        .orElseThrow(() -> new CertificateException("this Java has no X.509 trust manager"));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (chain.length > 0 && chain[0].equals(pinned)) {
      chain[0].checkValidity();
    } else {
      issuedByPinned.checkServerTrusted(chain, authType, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (chain.length > 0 && chain[0].equals(pinned)) {
      chain[0].checkValidity();
    } else {
      issuedByPinned.checkServerTrusted(chain, authType, socket);
    }
  }
}
