package app.bothways.net.socket;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The parent channel that a QUIC codec believes to be its UDP socket. It has no file descriptor;
 * what the codec writes goes to an {@link Outlet}, and received datagrams are fired into its
 * pipeline.
 */
final class VirtualChannel extends AbstractChannel {
  /** Takes what the codec writes. */
  interface Outlet {
    /** Takes ownership of {@code datagram}, addressed to a flow. */
    void send(DatagramPacket datagram);

    void flush();
  }

  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final DefaultChannelConfig config = new DefaultChannelConfig(this);
  private final InetSocketAddress local;
  private volatile boolean open = true;
  private volatile boolean registered;

  VirtualChannel(InetSocketAddress local, Outlet outlet) {
    super(null);
    this.local = local;
    pipeline().addFirst("outlet", new Shortcut(outlet));
  }

  /**
   * Takes writes before they reach the channel's outbound buffer, which would cost an allocation
   * and two list walks for each datagram.
   */
  private static final class Shortcut extends ChannelOutboundHandlerAdapter {
    private final Outlet outlet;

    Shortcut(Outlet outlet) {
      this.outlet = outlet;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      var datagram = (DatagramPacket) message;
      if (datagram.content().isReadable()) {
        outlet.send(datagram);
      } else {
        // On close the codec writes an empty datagram and waits for its promise; nothing to send.
        datagram.release();
      }
      if (!promise.isVoid()) {
        promise.trySuccess();
      }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      outlet.flush();
    }
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress from, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("the codec connects, not its parent"));
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    registered = true;
    promise.setSuccess();
  }

  @Override
  protected void doBind(SocketAddress address) {}

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    open = false;
  }

  @Override
  protected void doBeginRead() {}

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    throw new IllegalStateException("the outlet takes every write");
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return registered && open;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
