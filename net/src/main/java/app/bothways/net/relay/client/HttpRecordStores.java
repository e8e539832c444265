package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.lookup.RecordStores;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The stores that run beside relays, over HTTP/1.1. A relay's own trust, token and the system's
 * proxy hold for its store too. An answer beyond the size of a record, a redirect or a wrong
 * signature is no answer.
 */
public final class HttpRecordStores implements RecordStores {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final EventLoopGroup loops;
  private final Duration limit;

  public HttpRecordStores(EventLoopGroup loops) {
    this(loops, LIMIT);
  }

  /**
   * @param limit for one exchange, all of it
   */
  HttpRecordStores(EventLoopGroup loops, Duration limit) {
    this.loops = loops;
    this.limit = limit;
  }

  private CompletableFuture<Answer> run(Relay store, HttpMethod method, NodeId id, byte[] body) {
    return HttpExchange.run(
        store, loops.next(), new HttpExchange.Question(method, "/pkarr/" + id, body, limit));
  }

  @Override
  public CompletableFuture<Optional<SignedPacket>> get(Relay store, NodeId id) {
    return run(store, HttpMethod.GET, id, new byte[0])
        .thenApply(
            answer ->
                switch (answer.status()) {
                  case 200 -> Optional.of(packet(store, id, answer.body()));
                  case 404 -> Optional.empty();
                  default -> throw refused(store, answer.status());
                });
  }

  private static SignedPacket packet(Relay store, NodeId id, byte[] body) {
    return SignedPacket.verify(id, body)
        .orElseThrow(() -> failure(store.url() + " gave a record with a wrong signature"));
  }

  @Override
  public CompletableFuture<Outcome> put(Relay store, SignedPacket packet) {
    return run(store, HttpMethod.PUT, packet.key(), packet.body())
        .thenApply(
            answer ->
                switch (answer.status()) {
                  case 200, 201, 204 -> Outcome.STORED;
                  case 409 -> Outcome.NOT_NEWER;
                  case 429 -> Outcome.TOO_OFTEN;
                  case 400, 401, 403, 404, 405, 413 -> Outcome.REFUSED;
                  default -> throw refused(store, answer.status());
                });
  }

  private static CompletionException refused(Relay store, int status) {
    return failure(store.url() + " answers HTTP " + status + " for records");
  }

  private static CompletionException failure(String text) {
    return new CompletionException(new IOException(text));
  }

  /** An answer that is not larger than a record can be. */
  record Answer(int status, byte[] body) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Answer(int code, byte[] bytes)
          && code == status
          && Arrays.equals(bytes, body);
    }

    @Override
    public int hashCode() {
      return 31 * status + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
      return "HTTP " + status + ", " + body.length + " bytes";
    }
  }
}
