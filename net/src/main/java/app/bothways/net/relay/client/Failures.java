package app.bothways.net.relay.client;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView.State;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Puts what went wrong in dialling a relay into words. */
final class Failures {
  private Failures() {}

  static RelayFailure of(Throwable cause, RelayUrl url) {
    if (find(cause, NotSslRecordException.class).isPresent()) {
      return RelayFailure.notARelay(url.host() + " does not speak TLS");
    }
    if (cause instanceof UnusableProxyException) {
      return new RelayFailure(State.PROXY_REFUSED, text(cause));
    }
    // A certificate problem reaches us wrapped in the alert that it caused.
    var certificate = find(cause, GeneralSecurityException.class);
    if (certificate.isPresent()) {
      return new RelayFailure(
          State.TLS_NOT_TRUSTED,
          "the certificate of " + url.host() + " is not trusted: " + text(certificate.get()));
    }
    return RelayFailure.unreachable(
        switch (cause) {
          case UnknownHostException _ -> "no address is known for " + url.host();
          case ConnectTimeoutException _ -> "no answer from " + url;
          case ConnectException _ -> url + ": " + shortText(cause);
          case ClosedChannelException _ -> url + " closed the connection";
          case SSLException _ -> "TLS with " + url.host() + " failed: " + text(cause);
          default -> url + ": " + text(cause);
        });
  }

  /** Whether it is the dates of a certificate that do not fit this device's clock. */
  static boolean ofDates(Throwable cause) {
    return find(cause, CertificateExpiredException.class).isPresent()
        || find(cause, CertificateNotYetValidException.class).isPresent();
  }

  /** For an answer that is not the upgrade that was asked for. */
  static RelayFailure ofStatus(HttpResponseStatus status, RelayUrl url) {
    String detail = url + " answers HTTP " + status;
    return switch (status.code()) {
      case 401, 403, 407 -> new RelayFailure(State.DENIED, detail);
      // A proxy stands there, and the relay behind it is away for now; or it is asked too often.
      case 429, 502, 503, 504 -> RelayFailure.unreachable(detail);
      default -> RelayFailure.notARelay(detail + " instead of opening a relay connection");
    };
  }

  private static <T extends Throwable> Optional<T> find(Throwable cause, Class<T> type) {
    return Stream.iterate(cause, c -> c != null, Throwable::getCause)
        .limit(16)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** Netty puts the address behind the reason; we have named it already. */
  private static String shortText(Throwable cause) {
    return text(cause.getCause() == null ? cause : cause.getCause());
  }

  private static String text(Throwable cause) {
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }
}
