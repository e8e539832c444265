package app.bothways.net.quic;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.identity.Certificates;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.FirstOutlet;
import app.bothways.net.path.PathSize;
import app.bothways.net.socket.Flow;
import app.bothways.net.socket.Transport;
import app.bothways.net.socket.VirtualSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials and accepts QUIC connections over a {@link VirtualSocket}. Event loop only. */
public final class QuicNode {
  private static final Logger LOG = LoggerFactory.getLogger(QuicNode.class);

  private static final long STREAM_WINDOW = 8 << 20;
  private static final long CONNECTION_WINDOW = 32 << 20;
  private static final int MAX_STREAMS = 256;
  private static final long IDLE_SECONDS = 30;
  private static final long PROVE_SECONDS = 10;
  private static final int TLS_NO_APPLICATION_PROTOCOL = 120;

  /**
   * BBR: over 100 Mbit/s with 40 ms it carried 83 % at 1 % loss and 88 % at 0.5 %, where Cubic came
   * to 50 % and 40 % (docs/performance-network.md). The system property is for measuring the other.
   */
  private static final QuicCongestionControlAlgorithm CONGESTION =
      "cubic".equals(System.getProperty("bothways.congestion"))
          ? QuicCongestionControlAlgorithm.CUBIC
          : QuicCongestionControlAlgorithm.BBR;

  private static final AttributeKey<NodeConnection> CONNECTION =
      AttributeKey.valueOf("bothways.connection");
  static final AttributeKey<Boolean> SOMEBODY_ELSE = AttributeKey.valueOf("bothways.somebody-else");

  private final VirtualSocket socket;
  private final NodeTls tls;
  private final ConnectionOwner owner;
  private final SegmentedDatagramPacketAllocator segments;
  private final Function<Flow, FirstOutlet> outlets;

  /**
   * @param outlets the outlet that an incoming flow was given
   */
  public QuicNode(
      VirtualSocket socket,
      NodeTls tls,
      ConnectionOwner owner,
      Transport transport,
      Function<Flow, FirstOutlet> outlets) {
    this.socket = socket;
    this.tls = tls;
    this.owner = owner;
    this.segments = transport.segments();
    this.outlets = outlets;
  }

  /** Starts both codecs. Called once, from outside the loop. */
  public void start() {
    socket.start(clientCodec(), serverCodec());
  }

  private static <B extends QuicCodecBuilder<B>> B tune(B builder) {
    return builder
        .maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
        .initialMaxData(CONNECTION_WINDOW)
        .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
        .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
        .initialMaxStreamsBidirectional(MAX_STREAMS)
        .initialMaxStreamsUnidirectional(0)
        // What a datagram really has at most, the path in use decides: see SendBuffers.
        .maxSendUdpPayloadSize(PathSize.LARGEST)
        .maxRecvUdpPayloadSize(1500)
        .localConnectionIdLength(20)
        .congestionControlAlgorithm(CONGESTION)
        .activeMigration(false);
  }

  private ChannelHandler clientCodec() {
    return tune(new QuicClientCodecBuilder())
        .sslEngineProvider(
            channel -> {
              NodeConnection connection = channel.attr(CONNECTION).get();
              return tls.clientEngine(
                  channel.alloc(),
                  connection.alpn(),
                  connection.remote(),
                  () -> channel.attr(SOMEBODY_ELSE).set(true));
            })
        .build();
  }

  private ChannelHandler serverCodec() {
    return tune(new QuicServerCodecBuilder())
        .sslEngineProvider(channel -> tls.serverEngine(channel.alloc()))
        .tokenHandler(null)
        .connectionIdAddressGenerator(socket.idGenerator())
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments)
        .streamOption(ChannelOption.RECVBUF_ALLOCATOR, QuicStreams.readBuffers())
        .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel channel) {
                accept(channel);
              }
            })
        .streamHandler(incomingStreams())
        .build();
  }

  private static ChannelHandler incomingStreams() {
    return new ChannelInitializer<QuicStreamChannel>() {
      @Override
      protected void initChannel(QuicStreamChannel stream) {
        stream.parent().attr(CONNECTION).get().opened(stream);
      }
    };
  }

  private void accept(QuicChannel channel) {
    Flow flow =
        socket
            .flow((java.net.InetSocketAddress) channel.remoteSocketAddress())
            .orElseThrow(() -> new IllegalStateException("a connection without a flow"));
    NodeConnection connection = NodeConnection.accepted(owner, flow, outlets.apply(flow));
    prepare(channel, connection, flow);
    flow.closer(channel::close);
    channel
        .eventLoop()
        .schedule(() -> giveUpUnproven(channel, connection), PROVE_SECONDS, TimeUnit.SECONDS);
  }

  /** Strangers that say nothing do not keep their place. */
  private static void giveUpUnproven(Channel channel, NodeConnection connection) {
    if (connection.phase() == NodeConnection.Phase.HANDSHAKE
        || connection.phase() == NodeConnection.Phase.GREETED) {
      channel.close();
    }
  }

  private void prepare(QuicChannel channel, NodeConnection connection, Flow flow) {
    connection.channel(channel);
    channel
        .config()
        .setAllocator(
            new SendBuffers(
                channel.alloc(), PathSize.LARGEST, connection::datagram, flow::leaving));
    channel.attr(CONNECTION).set(connection);
    channel.attr(QuicStreams.QUEUE).set(new StreamQueue(channel, connection::whyClosed));
    channel.pipeline().addLast(new Events(connection));
  }

  /** Begins one attempt on one way; the result tells when the other side has said hello. */
  public NodeConnection dial(Flow flow, FirstOutlet outlet, NodeId to, String alpn) {
    NodeConnection connection = NodeConnection.dialled(owner, flow, outlet, to, alpn);
    QuicChannel.newBootstrap(socket.clientParent())
        .attr(CONNECTION, connection)
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments)
        .streamOption(ChannelOption.RECVBUF_ALLOCATOR, QuicStreams.readBuffers())
        .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .localConnectionAddress(socket.connectionId(flow))
        .remoteAddress(flow.address())
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel channel) {
                prepare(channel, connection, flow);
              }
            })
        .streamHandler(incomingStreams())
        .connect()
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                connection.hello();
              } else if (connection.somebodyElse()) {
                connection.ended(somebodyElse(to));
              } else {
                connection.failed(failed(connection, connected.cause()));
              }
            });
    return connection;
  }

  private static NetException somebodyElse(NodeId remote) {
    return new NetException(NetError.WRONG_KEY, "somebody else answers in place of " + remote);
  }

  private static NetException failed(NodeConnection connection, Throwable cause) {
    return new NetException(
        NetError.UNREACHABLE, connection.remote() + " did not answer: " + cause, cause);
  }

  /** Hears what happens to one QUIC connection. */
  private final class Events extends ChannelInboundHandlerAdapter {
    private final NodeConnection connection;
    private QuicConnectionCloseEvent byPeer;

    Events(NodeConnection connection) {
      this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
      if (!connection.dialled()) {
        var engine = ((QuicChannel) context.channel()).sslEngine();
        var id = Certificates.nodeId(engine.getSession().getPeerCertificates()[0]);
        if (id.isEmpty()) {
          context.close();
          return;
        }
        connection.handshakeDone(id.get(), engine.getApplicationProtocol());
      }
      context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      switch (event) {
        case QuicConnectionCloseEvent close -> {
          // QUIC would drain for three of its timeouts, seconds on a young connection. Nothing is
          // gained by it here: late datagrams find no flow and are dropped.
          byPeer = close;
          context.executor().execute(context::close);
        }
        case QuicStreamLimitChangedEvent more ->
            context.channel().attr(QuicStreams.QUEUE).get().drain();
        default -> {
          // The other events of QUIC are about features that are not used.
        }
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("connection {}: {}", connection, cause.toString());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connection.ended(why((QuicChannel) context.channel()));
      context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      // A dial that fails before QUIC was active never becomes inactive.
      connection.ended(why((QuicChannel) context.channel()));
    }

    private NetException why(QuicChannel channel) {
      NodeId remote = connection.remote();
      if (connection.somebodyElse()) {
        return somebodyElse(remote);
      }
      if (byPeer != null) {
        return byPeer(byPeer, remote);
      }
      if (channel.isTimedOut()) {
        return new NetException(
            connection.phase() == NodeConnection.Phase.HANDSHAKE
                ? NetError.UNREACHABLE
                : NetError.TIMED_OUT,
            "nothing was heard from " + remote + " for " + IDLE_SECONDS + " s");
      }
      return connection.failure().orElseGet(() -> new NetException(NetError.CLOSED, "closed"));
    }

    /** The reason that the peer gave; the codec has none where the peer gave none. */
    private static String reason(QuicConnectionCloseEvent close) {
      try {
        return new String(close.reason(), StandardCharsets.UTF_8);
      } catch (NullPointerException none) {
        // QuicConnectionCloseEvent.reason() of Netty 4.2.18 clones a null array in that case.
        return "";
      }
    }

    private static NetException byPeer(QuicConnectionCloseEvent close, NodeId remote) {
      if (close.isTlsError()
          && QuicConnectionCloseEvent.extractTlsError(close.error())
              == TLS_NO_APPLICATION_PROTOCOL) {
        return new NetException(
            NetError.NO_COMMON_PROTOCOL, remote + " does not speak that protocol");
      }
      if (close.isApplicationClose()) {
        String reason = reason(close);
        return new NetException(
            close.error() == Closing.NO_HANDLER
                ? NetError.NO_COMMON_PROTOCOL
                : NetError.CLOSED_BY_PEER,
            reason);
      }
      return new NetException(
          NetError.CLOSED_BY_PEER, "the other side closed with QUIC error " + close.error());
    }
  }
}
