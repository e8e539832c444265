package app.bothways.net.relay.server;

import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.server.pkarr.PkarrStore;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the relay answers over HTTP beside the upgrade. */
final class Resources {
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._-]{1,63}");
  private static final String PKARR = "/pkarr/";
  private static final String PKARR_TYPE = "application/x-pkarr-signed-packet";
  private static final String JSON = "application/json";
  private static final String PAGE =
      "<!doctype html><html lang=en><meta charset=utf-8><title>Bothways relay</title>"
          + "<h1>Bothways relay</h1><p>This server forwards sealed data between devices that"
          + " cannot reach each other directly. It cannot read what it forwards.</p></html>\n";

  private final Hub hub;

  Resources(Hub hub) {
    this.hub = hub;
  }

  FullHttpResponse answer(String path, FullHttpRequest request, InetAddress from) {
    if (path.startsWith(PKARR)) {
      return pkarr(path.substring(PKARR.length()), request, from);
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return Replies.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", "GET only");
    }
    return switch (path) {
      case "/ping" -> Replies.forAnyOrigin(Replies.text(HttpResponseStatus.OK, "text/plain", ""));
      case "/generate_204" -> captivePortalProbe(request);
      case "/healthz" -> Replies.text(HttpResponseStatus.OK, JSON, Promises.health(hub));
      case "/limits" ->
          Replies.forAnyOrigin(Replies.text(HttpResponseStatus.OK, JSON, Promises.limits(hub)));
      case "/", "/index.html" ->
          Replies.text(HttpResponseStatus.OK, "text/html; charset=utf-8", PAGE);
      case "/robots.txt" ->
          Replies.text(HttpResponseStatus.OK, "text/plain", "User-agent: *\nDisallow: /\n");
      default -> Replies.plain(HttpResponseStatus.NOT_FOUND);
    };
  }

  /** A captive portal cannot know what to answer to the challenge. */
  static FullHttpResponse captivePortalProbe(FullHttpRequest request) {
    FullHttpResponse response = Replies.noContent();
    String challenge = request.headers().get("X-Iroh-Challenge", "");
    if (CHALLENGE.matcher(challenge).matches()) {
      response.headers().set("X-Iroh-Response", "response " + challenge);
    }
    return response;
  }

  private FullHttpResponse pkarr(String name, FullHttpRequest request, InetAddress from) {
    Optional<NodeId> key = NodeId.parse(name);
    Optional<PkarrStore> store = hub.records();
    if (store.isEmpty()) {
      return Replies.plain(HttpResponseStatus.NOT_FOUND);
    }
    if (key.isEmpty()) {
      return Replies.plain(HttpResponseStatus.BAD_REQUEST);
    }
    HttpMethod method = request.method();
    FullHttpResponse response;
    if (method.equals(HttpMethod.PUT)) {
      response = publish(store.get(), key.get(), ByteBufUtil.getBytes(request.content()), from);
    } else if (method.equals(HttpMethod.GET)) {
      response = find(store.get(), key.get());
    } else {
      response = Replies.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", "GET or PUT");
    }
    return Replies.forAnyOrigin(response);
  }

  private static FullHttpResponse publish(
      PkarrStore store, NodeId key, byte[] body, InetAddress from) {
    return switch (store.put(key, body, from)) {
      case STORED -> Replies.noContent();
      case NOT_NEWER -> Replies.plain(HttpResponseStatus.CONFLICT);
      case INVALID -> Replies.plain(HttpResponseStatus.BAD_REQUEST);
      case TOO_OFTEN -> {
        var wait = Replies.plain(HttpResponseStatus.TOO_MANY_REQUESTS);
        wait.headers().set(HttpHeaderNames.RETRY_AFTER, "4");
        yield wait;
      }
    };
  }

  private static FullHttpResponse find(PkarrStore store, NodeId key) {
    return store
        .get(key)
        .map(SignedPacket::body)
        .map(body -> Replies.bytes(HttpResponseStatus.OK, PKARR_TYPE, body))
        .orElseGet(() -> Replies.plain(HttpResponseStatus.NOT_FOUND));
  }
}
