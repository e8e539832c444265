package app.bothways.net.relay.protocol;

import app.bothways.net.identity.NodeId;
import io.netty.buffer.ByteBuf;

/**
 * One frame of the relay protocol; on the wire one binary WebSocket message. The four frames that
 * carry {@code data} own a reference to it: whoever takes the frame releases it.
 */
public sealed interface RelayFrame {
  /** What a client may send. */
  sealed interface FromClient extends RelayFrame {}

  /** What a relay may send. */
  sealed interface FromRelay extends RelayFrame {}

  /** A frame that carries sealed datagrams. */
  sealed interface Carrier extends RelayFrame {
    ByteBuf data();
  }

  /** 16 random bytes for the client to sign. */
  record ServerChallenge(byte[] challenge) implements FromRelay {
    public static final int LENGTH = 16;

    public ServerChallenge {
      if (challenge.length != LENGTH) {
        throw new IllegalArgumentException("a challenge has 16 bytes, not " + challenge.length);
      }
      challenge = challenge.clone();
    }

    @Override
    public byte[] challenge() {
      return challenge.clone();
    }
  }

  /** The client's key and its 64-byte signature of the challenge. */
  record ClientAuth(NodeId key, byte[] signature) implements FromClient {
    public static final int SIGNATURE_LENGTH = 64;

    public ClientAuth {
      if (signature.length != SIGNATURE_LENGTH) {
        throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length);
      }
      signature = signature.clone();
    }

    @Override
    public byte[] signature() {
      return signature.clone();
    }
  }

  record ServerConfirmsAuth() implements FromRelay {}

  record ServerDeniesAuth(String reason) implements FromRelay {}

  /**
   * A datagram for {@code to}.
   *
   * @param ecn 0 none, 1 ECT(1), 2 ECT(0), 3 CE
   */
  record DatagramTo(NodeId to, int ecn, ByteBuf data) implements FromClient, Carrier {}

  /**
   * Datagrams of {@code segmentSize} bytes back to back, the last possibly shorter.
   *
   * @param segmentSize 0 to 65535; 0 means that {@code data} is one datagram
   */
  record BatchTo(NodeId to, int ecn, int segmentSize, ByteBuf data)
      implements FromClient, Carrier {}

  /** {@link DatagramTo} as the receiver gets it: with the sender's key instead of its own. */
  record DatagramFrom(NodeId from, int ecn, ByteBuf data) implements FromRelay, Carrier {}

  /** {@link BatchTo} as the receiver gets it. */
  record BatchFrom(NodeId from, int ecn, int segmentSize, ByteBuf data)
      implements FromRelay, Carrier {}

  /** {@code node} is not connected to this relay, or not any more. */
  record EndpointGone(NodeId node) implements FromRelay {}

  /** To be answered by a {@link Pong} with the same payload. */
  record Ping(long payload) implements FromClient, FromRelay {}

  record Pong(long payload) implements FromClient, FromRelay {}

  /** Version 1 only: what is wrong with the connection; empty when all is well again. */
  record Health(String problem) implements FromRelay {}

  /**
   * The relay is about to restart.
   *
   * @param reconnectInMillis unsigned 32 bits: when to come back
   * @param tryForMillis unsigned 32 bits: how long to keep trying
   */
  record Restarting(long reconnectInMillis, long tryForMillis) implements FromRelay {}

  /** Version 2 only. Unknown codes are legal and mean nothing. */
  record Status(int code) implements FromRelay {
    public static final int HEALTHY = 0;
    public static final int SAME_KEY_ELSEWHERE = 1;
    public static final int RATE_LIMITED = 2;

    /** Our own word: others may not know it, and lose nothing. */
    public static final int QUOTA_USED_UP = 64;
  }
}
