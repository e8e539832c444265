package app.bothways.net.relay;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayHandshake;
import app.bothways.net.relay.protocol.RelayVersion;
import app.bothways.net.relay.server.RelayServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A relay client of the JDK's WebSocket alone, to test the server by something not made for it. */
public final class RawClient implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PATIENCE_SECONDS = 10;
  private static final int SILENT_SECONDS = 3;

  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final long demand;
  private WebSocket socket;
  private RelayVersion version;

  private RawClient(long demand) {
    this.demand = demand;
  }

  /** Opens the WebSocket only. */
  public static RawClient open(RelayServer server, RelayVersion version) {
    return open(server, version, "", "", Long.MAX_VALUE);
  }

  /**
   * @param demand how many WebSocket messages are taken from the socket before reading stops
   */
  public static RawClient open(
      RelayServer server, RelayVersion version, String query, String token, long demand) {
    var client = new RawClient(demand);
    var builder = HTTP.newWebSocketBuilder().subprotocols(version.subProtocol());
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/relay" + query);
    client.socket = builder.buildAsync(uri, client).join();
    client.version = version;
    return client;
  }

  /** Opens, proves {@code key}, and is let in. */
  public static RawClient join(RelayServer server, NodeKey key) throws Exception {
    return open(server, RelayVersion.V2).prove(key);
  }

  public RawClient prove(NodeKey key) throws Exception {
    RelayFrame answer = answer(key);
    if (!(answer instanceof RelayFrame.ServerConfirmsAuth)) {
      throw new AssertionError("not let in: " + answer);
    }
    return this;
  }

  /** What the server says to a proof of {@code key}. */
  public RelayFrame answer(NodeKey key) throws Exception {
    show(key);
    return next();
  }

  /** Proves {@code key} and does not wait for the answer. */
  public void show(NodeKey key) throws Exception {
    var challenge = (RelayFrame.ServerChallenge) next();
    send(RelayHandshake.answer(challenge, key));
  }

  /** Whether a frame has come that was not asked for yet. */
  public boolean heard() {
    return !messages.isEmpty();
  }

  public void send(RelayFrame frame) {
    ByteBuf bytes = RelayFrames.encode(frame, UnpooledByteBufAllocator.DEFAULT);
    send(ByteBufUtil.getBytes(bytes));
    bytes.release();
  }

  public void send(byte[] message) {
    socket.sendBinary(ByteBuffer.wrap(message), true).join();
  }

  /** For a message so wrong that the server may hang up while it is still being sent. */
  public void sendUnlessClosed(byte[] message) {
    socket.sendBinary(ByteBuffer.wrap(message), true).exceptionally(_ -> socket).join();
  }

  /** The next frame; fails when none comes for ten seconds. */
  public RelayFrame next() throws Exception {
    byte[] message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no frame came; closed: " + closed.isDone());
    }
    return RelayFrameDecoder.fromRelay(Unpooled.wrappedBuffer(message), version);
  }

  /** The next frame that is no ping of the server. */
  public RelayFrame nextButPing() throws Exception {
    RelayFrame frame = next();
    while (frame instanceof RelayFrame.Ping) {
      frame = next();
    }
    return frame;
  }

  /** Asks for a pong and returns it, or whatever comes before. */
  public RelayFrame pingAndNext(long payload) throws Exception {
    send(new RelayFrame.Ping(payload));
    return nextButPing();
  }

  /**
   * Waits until the server has hung up. RACE: the JDK's client misses an end without a close frame
   * when that comes right after a message (one of 200, with JDK 25 and busy processors); writing to
   * the socket shows it then. A socket that is still open takes what is written, and is waited for.
   */
  public void awaitClosed() throws Exception {
    for (int waited = 0; waited < PATIENCE_SECONDS && !closed.isDone(); waited++) {
      if (waited >= SILENT_SECONDS) {
        socket.sendPing(ByteBuffer.allocate(0)).whenComplete((_, end) -> endedIf(end != null));
      }
      awaitClosedFor(Duration.ofSeconds(1));
    }
    closed.get(0, TimeUnit.SECONDS);
  }

  private void endedIf(boolean ended) {
    if (ended) {
      closed.complete(null);
    }
  }

  private void awaitClosedFor(Duration some) throws InterruptedException {
    try {
      closed.get(some.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      // Asked for again.
    } catch (ExecutionException never) {
      throw new AssertionError(never);
    }
  }

  /** Cuts the connection without a word. */
  @Override
  public void close() {
    socket.abort();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    webSocket.request(demand);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (last) {
      messages.add(partial.toByteArray());
      partial.reset();
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    closed.complete(null);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(null);
  }
}
