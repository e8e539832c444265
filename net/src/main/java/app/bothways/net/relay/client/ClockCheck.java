package app.bothways.net.relay.client;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView.State;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Finds out whose fault it is that a relay's certificate is not valid now: the certificate's, or
 * that of this device's clock. For that the relay is asked for its time once more without any trust
 * and without the token; the answer decides what a person reads, and nothing else. Blocks.
 */
final class ClockCheck {
  private static final int MILLIS = 3000;

  /** What an untrusted answer says. */
  record Answer(Instant time, X509Certificate certificate) {}

  private ClockCheck() {}

  /** Turns {@code failure}, caused by a certificate's dates, into the one to show. */
  static RelayFailure explain(RelayFailure failure, RelayUrl url) {
    try {
      return judge(failure, ask(url), Instant.now());
    } catch (IOException | GeneralSecurityException | IllegalStateException noAnswer) {
      return failure;
    }
  }

  static RelayFailure judge(RelayFailure failure, Optional<Answer> answer, Instant here) {
    return answer
        .filter(there -> validAt(there.certificate(), there.time()))
        .filter(there -> !validAt(there.certificate(), here))
        .map(there -> new RelayFailure(State.CLOCK_WRONG, sentence(here, there.time())))
        .orElse(failure);
  }

  private static String sentence(Instant here, Instant there) {
    Duration off = Duration.between(there, here);
    return "this device's clock is %s %s the relay's: set it right, then the relay can be trusted"
        .formatted(rough(off.abs()), off.isNegative() ? "behind" : "ahead of");
  }

  private static String rough(Duration off) {
    return off.toDays() > 1 ? off.toDays() + " days" : Math.max(1, off.toHours()) + " h";
  }

  private static boolean validAt(X509Certificate certificate, Instant time) {
    try {
      certificate.checkValidity(Date.from(time));
      return true;
    } catch (CertificateException outside) {
      return false;
    }
  }

  private static Optional<Answer> ask(RelayUrl url) throws IOException, GeneralSecurityException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    var where = URI.create(url.toString()).resolve("/ping").toURL();
    Proxy proxy = proxy(url);
    if (proxy == Proxy.NO_PROXY) {
      // Known to the JVM from here on, so that the connection does not look it up on this thread.
      HostNames.find(where.getHost().replace("[", "").replace("]", ""));
    }
    var connection = (HttpsURLConnection) where.openConnection(proxy);
    try {
      connection.setSSLSocketFactory(trusting.getSocketFactory());
      connection.setHostnameVerifier((host, session) -> true);
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(MILLIS);
      connection.setReadTimeout(MILLIS);
      connection.connect();
      // Before the answer is read: after it the connection may be gone, and they with it.
      var chain = connection.getServerCertificates();
      long time = connection.getHeaderFieldDate("Date", 0);
      return time > 0 && chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? Optional.of(new Answer(Instant.ofEpochMilli(time), leaf))
          : Optional.empty();
    } finally {
      connection.disconnect();
    }
  }

  private static Proxy proxy(RelayUrl url) throws IOException {
    return HttpProxy.forRelay(url)
        .map(known -> InetSocketAddress.createUnresolved(known.host(), known.port()))
        .map(address -> new Proxy(Proxy.Type.HTTP, address))
        .orElse(Proxy.NO_PROXY);
  }
}
