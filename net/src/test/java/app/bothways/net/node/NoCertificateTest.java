package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.NetEvent;
import app.bothways.net.socket.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NoCertificateTest {
  /** A QUIC client that speaks the right protocol and has nothing to show. */
  private static Channel anonymous(EventLoopGroup group) throws Exception {
    QuicSslContext tls =
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, new String[] {"ed25519"})
            .applicationProtocols(Nodes.ECHO)
            .build();
    var codec =
        new QuicClientCodecBuilder()
            .sslContext(tls)
            .maxIdleTimeout(10, TimeUnit.SECONDS)
            .initialMaxData(1 << 20)
            .initialMaxStreamDataBidirectionalLocal(1 << 20)
            .initialMaxStreamDataBidirectionalRemote(1 << 20)
            .initialMaxStreamsBidirectional(10)
            .build();
    return new Bootstrap()
        .group(group)
        .channel(NioDatagramChannel.class)
        .handler(codec)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .sync()
        .channel();
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    EventLoopGroup group = Transport.NIO.group("anonymous");
    try (NodeEndpoint node = Nodes.direct(Transport.choose())) {
      var served = new CopyOnWriteArrayList<Connection>();
      var told = new CopyOnWriteArrayList<NetEvent>();
      node.handle(Nodes.ECHO, served::add);
      node.events(told::add);
      var refused = new CompletableFuture<QuicConnectionCloseEvent>();
      QuicChannel.newBootstrap(anonymous(group))
          .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()))
          .handler(new Ending(refused))
          .connect();
      QuicConnectionCloseEvent why = refused.get(10, TimeUnit.SECONDS);
      assertThat(why.isTlsError()).isTrue();
      assertThat(served).isEmpty();
      assertThat(told).isEmpty();
      assertThat(node.view().peers()).isEmpty();
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  private static final class Ending extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<QuicConnectionCloseEvent> refused;

    Ending(CompletableFuture<QuicConnectionCloseEvent> refused) {
      this.refused = refused;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof QuicConnectionCloseEvent close) {
        refused.complete(close);
      }
      context.fireUserEventTriggered(event);
    }
  }
}
