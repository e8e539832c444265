package app.bothways.net.socket;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * The datagrams of one QUIC connection. To QUIC it is one unchanging made-up address; what it is in
 * truth, its outlet decides. Only used on the event loop.
 */
public final class Flow {
  /** Decides where the datagrams of a flow go, and hears whence they came. */
  public interface Outlet {
    /** Takes ownership of {@code data}; see {@link Wire#send}. */
    void send(ByteBuf data, int segmentSize);

    /** A datagram of this flow came by {@code route}. Not yet decrypted, so only a hint. */
    void received(Route route, int bytes);

    /** True while QUIC has not sent anything to this flow. */
    boolean silent();
  }

  private final long id;
  private final InetSocketAddress address;
  private final Route first;
  private final Role role;
  private Outlet outlet;
  private Runnable closer = () -> {};
  private boolean leaving;
  private boolean handshakeDone;

  enum Role {
    DIALLED,
    INCOMING
  }

  Flow(long id, InetSocketAddress address, Route first, Role role) {
    this.id = id;
    this.address = address;
    this.first = first;
    this.role = role;
  }

  Role role() {
    return role;
  }

  long id() {
    return id;
  }

  /** What QUIC takes for the address of its peer. */
  public InetSocketAddress address() {
    return address;
  }

  /** The way that this connection was dialled, or by which its first datagram came. */
  public Route first() {
    return first;
  }

  public Outlet outlet() {
    return outlet;
  }

  public void outlet(Outlet next) {
    this.outlet = next;
  }

  /** How the connection is ended by the socket: it was noise, or has to make room. */
  public void closer(Runnable end) {
    closer = end;
  }

  /** From here on the connection says nothing but its goodbye. */
  public void leave() {
    leaving = true;
  }

  /** TLS is through: the other side holds the key that it showed. */
  public void handshakeEnded() {
    handshakeDone = true;
  }

  boolean handshakeDone() {
    return handshakeDone;
  }

  public boolean leaving() {
    return leaving;
  }

  void drop() {
    closer.run();
  }
}
