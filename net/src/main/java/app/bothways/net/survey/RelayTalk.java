package app.bothways.net.survey;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.relay.client.RelayHttp;
import app.bothways.net.relay.client.RelayHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** What one relay says over HTTP. Tokens are not sent. */
final class RelayTalk {
  /** {@code X-Iroh-Challenge} and its answer: no portal knows what to say to it. */
  private static final String CHALLENGE = "X-Iroh-Challenge";

  private static final String PAGE = "/generate_204";
  private static final String RESPONSE = "X-Iroh-Response";
  private static final int MAX_CHALLENGE = 63;

  private final Relay relay;

  RelayTalk(Relay relay) {
    this.relay = relay;
  }

  /**
   * @param took from the question to the answer
   * @param ahead this machine's clock, of what the answer is dated
   */
  record Ping(Duration took, Optional<Duration> ahead) {}

  /** What came in place of the relay's answer. */
  enum Portal {
    /** The relay itself answered. */
    NO,
    /** Somebody else answered, or the relay's host with a page of its own. */
    SOMEBODY,
    /** Somebody else answered, and wants a login. */
    LOGIN,
    /** No answer, or none that tells. */
    SILENCE
  }

  record Plain(Portal portal, Optional<Duration> ahead) {}

  Optional<Ping> ping() {
    try {
      Instant asked = Instant.now();
      long start = System.nanoTime();
      Answer answer = RelayHttp.get(relay, "/ping", Map.of());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return answer.status() == 200
          ? Optional.of(new Ping(took, ahead(answer, asked, took)))
          : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  /**
   * Asks without TLS, since only that can a portal answer; also where the relay itself uses TLS.
   */
  Plain plain() {
    String host = relay.url().host();
    Map<String, String> challenge = Map.of(CHALLENGE, challenge(host));
    try {
      Instant asked = Instant.now();
      long start = System.nanoTime();
      Answer answer =
          relay.url().tls()
              ? RelayHttp.getPage(new RelayUrl("http", host, 80), PAGE, challenge)
              : RelayHttp.get(relay, PAGE, challenge);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Plain(portal(answer, host, challenge(host)), ahead(answer, asked, took));
    } catch (IOException silent) {
      return new Plain(Portal.SILENCE, Optional.empty());
    }
  }

  static String challenge(String host) {
    String text = "ts_" + host.replaceAll("[^A-Za-z0-9._-]", "-");
    return text.substring(0, Math.min(MAX_CHALLENGE, text.length()));
  }

  static Portal portal(Answer answer, String host, String challenge) {
    boolean right = answer.header(RESPONSE).filter(("response " + challenge)::equals).isPresent();
    if (answer.status() == 204) {
      return right ? Portal.NO : Portal.SILENCE;
    }
    if (answer.status() / 100 == 3) {
      // A relay that sends everybody on to its own https is no portal.
      boolean own =
          answer.header("Location").filter(to -> to.startsWith("https://" + host)).isPresent();
      return own ? Portal.SILENCE : Portal.SOMEBODY;
    }
    return switch (answer.status()) {
      case 511 -> Portal.LOGIN;
      case 200 -> Portal.SOMEBODY;
      default -> Portal.SILENCE;
    };
  }

  /** The middle of the question's way is compared; a date of HTTP has whole seconds only. */
  private static Optional<Duration> ahead(Answer answer, Instant asked, Duration took) {
    try {
      return answer
          .header("Date")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(theirs -> Duration.between(theirs.plusMillis(500), asked.plus(took.dividedBy(2))));
    } catch (DateTimeParseException noDate) {
      return Optional.empty();
    }
  }
}
