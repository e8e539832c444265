package app.bothways.net.socket;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP socket of a node; several, on one port, when it is limited to named interfaces. Reading
 * and writing happen on the event loop.
 */
public final class UdpTransport {
  private static final Logger LOG = LoggerFactory.getLogger(UdpTransport.class);
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int MAX_DATAGRAM = 1500;
  private static final int MAX_GRO = 65_536;

  /**
   * Datagrams read before QUIC may answer. A batch of GRO counts as all of its datagrams, so that a
   * small number means an acknowledgement and a poll for every single batch.
   */
  private static final int AT_ONCE = 512;

  /** What comes in. Called on the event loop. */
  public interface Receiver {
    /** The callee owns {@code datagram}. */
    void receive(Route.Direct from, ByteBuf datagram);

    void receiveEnd();

    void writable();
  }

  /** Values of Linux, {@code in.h} and {@code in6.h}. */
  private static final int IPPROTO_IP = 0;

  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MTU_DISCOVER = 23;

  /** Datagrams are never cut up; what a router says of sizes changes nothing (RFC 8899). */
  private static final int PMTUDISC_PROBE = 3;

  private static final IntegerUnixChannelOption WHOLE_V4 =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER);
  private static final IntegerUnixChannelOption WHOLE_V6 =
      new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", IPPROTO_IPV6, IPV6_MTU_DISCOVER);

  private record Socket(InetSocketAddress local, Channel channel) {}

  private final List<Socket> sockets;
  private final Doors doors;
  private final boolean whole;
  private boolean dirty;

  private UdpTransport(List<Socket> sockets, Doors doors) {
    this.sockets = sockets;
    this.doors = doors;
    this.whole = sockets.stream().allMatch(UdpTransport::whole);
  }

  /** Whether datagrams of this socket travel in one piece or not at all. */
  private static boolean whole(Socket socket) {
    if (!(socket.channel instanceof EpollDatagramChannel channel)) {
      return false;
    }
    boolean v6 =
        channel.localAddress().getAddress() instanceof Inet6Address || !Interfaces.v4(socket.local);
    try {
      channel.config().setOption(WHOLE_V4, PMTUDISC_PROBE);
      if (v6) {
        channel.config().setOption(WHOLE_V6, PMTUDISC_PROBE);
      }
      return true;
    } catch (ChannelException refused) {
      LOG.debug("datagrams may be cut up: {}", refused.toString());
      return false;
    }
  }

  /** Whether all its sockets send datagrams in one piece or not at all. */
  public boolean whole() {
    return whole;
  }

  /**
   * Binds.
   *
   * @param port 0 for any
   * @param interfaces empty to receive on all
   * @throws NetException {@code BIND_FAILED}
   */
  public static UdpTransport bind(
      Transport transport,
      EventLoopGroup group,
      int port,
      List<String> interfaces,
      Receiver receiver)
      throws NetException {
    var sockets = new ArrayList<Socket>();
    int chosen = port;
    for (InetAddress address : bindAddresses(interfaces)) {
      try {
        Channel channel =
            bootstrap(transport, group, receiver, Route.Direct.MAIN)
                .bind(address, chosen)
                .sync()
                .channel();
        var local = (InetSocketAddress) channel.localAddress();
        chosen = local.getPort();
        sockets.add(new Socket(new InetSocketAddress(address, chosen), channel));
      } catch (Exception e) {
        if (sockets.isEmpty()) {
          throw new NetException(
              NetError.BIND_FAILED, "UDP port " + chosen + " of " + address + ": " + e, e);
        }
        // The first address decides; a family that this machine lacks is not missed.
        LOG.debug("no UDP socket on {} port {}: {}", address, chosen, e.toString());
      }
    }
    if (sockets.isEmpty()) {
      throw new NetException(NetError.BIND_FAILED, "no address on interfaces " + interfaces);
    }
    InetAddress first = sockets.getFirst().local.getAddress();
    return new UdpTransport(
        List.copyOf(sockets),
        new Doors(door -> bootstrap(transport, group, receiver, door).bind(first, 0)));
  }

  private static List<InetAddress> bindAddresses(List<String> interfaces) {
    if (interfaces.isEmpty()) {
      return List.of(new InetSocketAddress(0).getAddress());
    }
    var addresses = new ArrayList<>(Interfaces.addresses(interfaces));
    addresses.sort((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length));
    return addresses;
  }

  private static Bootstrap bootstrap(
      Transport transport, EventLoopGroup group, Receiver receiver, int door) {
    var bootstrap =
        new Bootstrap()
            .group(group)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 4 << 20))
            .handler(new Inbound(receiver, door));
    return switch (transport) {
      case EPOLL ->
          bootstrap
              .channel(EpollDatagramChannel.class)
              .option(EpollChannelOption.UDP_GRO, true)
              .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_GRO)
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(MAX_GRO).maxMessagesPerRead(AT_ONCE));
      case EPOLL_SINGLE ->
          bootstrap
              .channel(EpollDatagramChannel.class)
              .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(16 * MAX_DATAGRAM).maxMessagesPerRead(64));
      case NIO ->
          bootstrap
              .channel(NioDatagramChannel.class)
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(64));
    };
  }

  public int port() {
    return sockets.getFirst().local.getPort();
  }

  /** Further sockets, each with a port of its own. Event loop only. */
  public Doors doors() {
    return doors;
  }

  /**
   * Queues a datagram, or with {@code segmentSize > 0} a batch; takes ownership. Event loop only.
   */
  public void write(Route.Direct route, ByteBuf data, int segmentSize) {
    InetSocketAddress to = route.address();
    Channel channel =
        route.door() == Route.Direct.MAIN ? socketFor(to) : doors.forWriting(route.door());
    if (channel == null || !channel.isActive()) {
      data.release();
      return;
    }
    dirty = true;
    channel.write(
        segmentSize > 0
            ? new SegmentedDatagramPacket(data, segmentSize, to)
            : new DatagramPacket(data, to),
        channel.voidPromise());
  }

  private Channel socketFor(InetSocketAddress to) {
    Channel sameFamily = null;
    for (Socket socket : sockets) {
      InetAddress local = socket.local.getAddress();
      if (local.isAnyLocalAddress()) {
        return socket.channel;
      }
      if (Interfaces.v4(socket.local) == Interfaces.v4(to)) {
        if (sameNetwork(local.getAddress(), to.getAddress().getAddress())) {
          return socket.channel;
        }
        sameFamily = sameFamily == null ? socket.channel : sameFamily;
      }
    }
    return sameFamily;
  }

  /** A guess, for machines with several named interfaces: the first half of the address agrees. */
  private static boolean sameNetwork(byte[] a, byte[] b) {
    int half = a.length / 2;
    return java.util.Arrays.equals(a, 0, half, b, 0, half);
  }

  /** Event loop only. */
  public void flush() {
    if (dirty) {
      dirty = false;
      sockets.forEach(socket -> socket.channel.flush());
      doors.flush();
    }
  }

  public void close() {
    sockets.forEach(socket -> socket.channel.close());
    doors.closeAll();
  }

  private static final class Inbound extends ChannelInboundHandlerAdapter {
    private final Receiver receiver;
    private final int door;
    private Route.Direct last = new Route.Direct(new InetSocketAddress(0));

    Inbound(Receiver receiver, int door) {
      this.receiver = receiver;
      this.door = door;
    }

    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // An equal sender of another batch is only wrapped anew.
    public void channelRead(ChannelHandlerContext context, Object message) {
      var datagram = (DatagramPacket) message;
      // What the system handed over as one batch has one sender, and one route is found sooner.
      if (last.address() != datagram.sender()) {
        last = new Route.Direct(datagram.sender(), door);
      }
      receiver.receive(last, datagram.content());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      receiver.receiveEnd();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      receiver.writable();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // An ICMP "unreachable" for one peer surfaces here; the socket goes on for all others.
      LOG.debug("UDP socket: {}", cause.toString());
    }
  }
}
