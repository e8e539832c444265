package app.bothways.net.survey;

import app.bothways.net.path.Stun;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A UDP socket that nobody has sent to yet, so that a NAT knows nothing of it. Not for two threads.
 */
final class StunSocket implements AutoCloseable {
  private static final int TRIES = 3;
  private static final int PATIENCE_MILLIS = 400;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DatagramSocket socket;

  /**
   * @param local the address to use; any, where the node is not limited to interfaces
   */
  StunSocket(Optional<InetAddress> local) throws IOException {
    this.socket =
        local.isPresent()
            ? new DatagramSocket(new InetSocketAddress(local.get(), 0))
            : new DatagramSocket();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How {@code server} sees this socket; empty when it does not answer. */
  Optional<InetSocketAddress> ask(InetSocketAddress server) throws IOException {
    for (int turn = 0; turn < TRIES; turn++) {
      var transaction = Stun.Transaction.random(RANDOM);
      send(Stun.plainRequest(UnpooledByteBufAllocator.DEFAULT, transaction), server);
      Optional<InetSocketAddress> seen = await(transaction, server);
      if (seen.isPresent()) {
        return seen;
      }
    }
    return Optional.empty();
  }

  /** Whether an answer gets in that {@code server} sends from a port that was never sent to. */
  boolean askFromOtherPort(InetSocketAddress server, InetSocketAddress other) throws IOException {
    for (int turn = 0; turn < TRIES; turn++) {
      var transaction = Stun.Transaction.random(RANDOM);
      send(Stun.otherPortRequest(UnpooledByteBufAllocator.DEFAULT, transaction), server);
      if (await(transaction, other).isPresent()) {
        return true;
      }
    }
    return false;
  }

  Stun.Transaction knock(InetSocketAddress at) throws IOException {
    var transaction = Stun.Transaction.random(RANDOM);
    send(Stun.plainRequest(UnpooledByteBufAllocator.DEFAULT, transaction), at);
    return transaction;
  }

  /** True when {@code knock} comes in within the usual patience, from wherever. */
  boolean hears(Stun.Transaction knock) throws IOException {
    return listen(
            (message, from) ->
                message.transaction().equals(knock) ? Optional.of(from) : Optional.empty())
        .isPresent();
  }

  private void send(ByteBuf request, InetSocketAddress to) throws IOException {
    var bytes = new byte[request.readableBytes()];
    request.readBytes(bytes).release();
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private Optional<InetSocketAddress> await(Stun.Transaction transaction, InetSocketAddress server)
      throws IOException {
    return listen(
        (message, from) ->
            message.type() == Stun.RESPONSE
                    && message.transaction().equals(transaction)
                    && from.equals(server)
                ? message.mapped()
                : Optional.empty());
  }

  private interface Ear {
    Optional<InetSocketAddress> take(Stun.Message message, InetSocketAddress from);
  }

  private Optional<InetSocketAddress> listen(Ear ear) throws IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    var packet = new DatagramPacket(new byte[1500], 1500);
    for (long left = PATIENCE_MILLIS; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) left);
      packet.setLength(1500);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException silence) {
        return Optional.empty();
      }
      var from = new InetSocketAddress(packet.getAddress(), packet.getPort());
      ByteBuf bytes = Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength());
      Optional<InetSocketAddress> heard =
          Stun.parse(bytes).flatMap(message -> ear.take(message, from));
      if (heard.isPresent()) {
        return heard;
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    socket.close();
  }
}
