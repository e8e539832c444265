package app.bothways.net.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How this system's sockets are driven. */
public enum Transport {
  /** Linux: batches of datagrams in one call (GSO, GRO). */
  EPOLL,
  /** Linux, one datagram for each buffer: for devices whose driver spoils batches. */
  EPOLL_SINGLE,
  /** Everywhere: the JDK's selector. */
  NIO;

  private static final int SEGMENTS = 32;

  /**
   * The best that works here; the system property {@code bothways.transport} ({@code epoll-single},
   * {@code nio}) forces another.
   */
  public static Transport choose() {
    if (!Epoll.isAvailable()) {
      return NIO;
    }
    return switch (System.getProperty("bothways.transport", "")) {
      case "nio" -> NIO;
      case "epoll-single" -> EPOLL_SINGLE;
      default -> EPOLL;
    };
  }

  /** One thread that does all the work of one node. */
  public EventLoopGroup group(String name) {
    IoHandlerFactory factory =
        switch (this) {
          case EPOLL, EPOLL_SINGLE -> EpollIoHandler.newFactory();
          case NIO -> NioIoHandler.newFactory();
        };
    return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), factory);
  }

  public SegmentedDatagramPacketAllocator segments() {
    return switch (this) {
      case EPOLL -> EpollQuicUtils.newSegmentedAllocator(SEGMENTS);
      case EPOLL_SINGLE, NIO -> SegmentedDatagramPacketAllocator.NONE;
    };
  }
}
