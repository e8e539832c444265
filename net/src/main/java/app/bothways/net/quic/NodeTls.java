package app.bothways.net.quic;

import app.bothways.net.identity.Certificates;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.identity.TrustsNobody;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Mutual TLS 1.3 between nodes. Both sides prove an Ed25519 key; the dialler accepts only the key
 * it dialled. No session is ever resumed and no early data sent, because a resumed session would
 * skip the check of the key. Any thread may call.
 */
public final class NodeTls {
  private static final String[] SIGNATURES = {"ed25519"};

  /**
   * Offered when nothing is served: no dialler asks for it, so all are told there is no protocol.
   */
  private static final String NOTHING = "bothways/none";

  /** What a dialler expects, and what to do when somebody else answers. */
  private record Pin(NodeId expected, Runnable somebodyElse) {}

  private final OneKey key;
  private final Map<SSLEngine, Pin> pins = Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<String, QuicSslContext> clients = new ConcurrentHashMap<>();
  private volatile QuicSslContext server;

  public NodeTls(NodeKey key) {
    this.key = new OneKey(Certificates.privateKey(key), Certificates.selfSigned(key));
    serve(java.util.List.of());
  }

  /** From now on incoming connections may ask for these protocols. */
  public void serve(Collection<String> protocols) {
    String[] list = protocols.isEmpty() ? new String[] {NOTHING} : protocols.toArray(new String[0]);
    server =
        QuicSslContextBuilder.forServer(key, null)
            .trustManager(new NodeTrust())
            .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES)
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(list)
            .sessionCacheSize(0)
            .earlyData(false)
            .build();
  }

  QuicSslEngine serverEngine(ByteBufAllocator allocator) {
    return server.newEngine(allocator);
  }

  /**
   * An engine that accepts only {@code expected}. It is made without host name: that keeps the id
   * out of the clear and switches resumption off.
   *
   * @param somebodyElse called on the event loop when another key answers
   */
  QuicSslEngine clientEngine(
      ByteBufAllocator allocator, String protocol, NodeId expected, Runnable somebodyElse) {
    QuicSslEngine engine =
        clients.computeIfAbsent(protocol, this::clientContext).newEngine(allocator);
    pins.put(engine, new Pin(expected, somebodyElse));
    return engine;
  }

  private QuicSslContext clientContext(String protocol) {
    return QuicSslContextBuilder.forClient()
        .keyManager(key, null)
        .trustManager(new NodeTrust())
        .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES)
        .applicationProtocols(protocol)
        .sessionCacheSize(0)
        .earlyData(false)
        .build();
  }

  /** The certificate has exactly one form; whose it is, is all that matters. */
  private final class NodeTrust extends TrustsNobody {
    private NodeId only(X509Certificate[] chain) throws CertificateException {
      if (chain == null || chain.length != 1) {
        throw new CertificateException("exactly one certificate is expected");
      }
      return Certificates.nodeId(chain[0])
          .orElseThrow(() -> new CertificateException("not an Ed25519 key"));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      only(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      NodeId proven = only(chain);
      Pin pin = pins.get(engine);
      if (pin == null) {
        throw new CertificateException("nothing was dialled with this engine");
      }
      if (!pin.expected.equals(proven)) {
        pin.somebodyElse.run();
        throw new CertificateException("dialled " + pin.expected + ", but " + proven + " answers");
      }
    }
  }

  /** Answers every question for a key with the node's only one. */
  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "node";

    private final PrivateKey secret;
    private final X509Certificate certificate;

    OneKey(PrivateKey secret, X509Certificate certificate) {
      this.secret = secret;
      this.certificate = certificate;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return secret;
    }
  }
}
