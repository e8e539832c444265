package app.bothways.tests.bench;

import app.bothways.net.identity.Certificates;
import app.bothways.net.identity.NodeKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The reference: TCP and the JDK's own TLS 1.3, one connection for each stream. */
final class BenchTls {
  private static final String[] VERSION = {"TLSv1.3"};
  private static final String[] CIPHER = {"TLS_AES_128_GCM_SHA256"};

  private BenchTls() {}

  static String serve(String host) throws IOException, GeneralSecurityException {
    NodeKey key = NodeKey.generate();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "node",
        Certificates.privateKey(key),
        new char[0],
        new Certificate[] {Certificates.selfSigned(key)});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var server =
        (SSLServerSocket)
            context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName(host));
    server.setEnabledProtocols(VERSION);
    server.setEnabledCipherSuites(CIPHER);
    Thread.ofPlatform().daemon().start(() -> accept(server));
    return host + ":" + server.getLocalPort();
  }

  private static void accept(SSLServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      }
    } catch (IOException closed) {
      System.err.println("no more connections: " + closed);
    }
  }

  private static void answer(Socket socket) {
    try (var lane = new TlsLane(socket)) {
      BenchNode.answer(lane);
    } catch (IOException gone) {
      System.err.println("a connection broke: " + gone);
    }
  }

  static BenchNode.Source dial(String where) throws GeneralSecurityException {
    int colon = where.lastIndexOf(':');
    var address =
        new InetSocketAddress(
            where.substring(0, colon), Integer.parseInt(where.substring(colon + 1)));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    return new Dialled(context, address);
  }

  private record Dialled(SSLContext context, InetSocketAddress address)
      implements BenchNode.Source {
    @Override
    public BenchNode.Lane open() throws IOException {
      var socket = (SSLSocket) context.getSocketFactory().createSocket();
      socket.setEnabledProtocols(VERSION);
      socket.setEnabledCipherSuites(CIPHER);
      socket.setTcpNoDelay(true);
      socket.connect(address, 20_000);
      return new TlsLane(socket);
    }

    @Override
    public BenchNode.Source again() {
      return this;
    }

    @Override
    public void close() {
      // Each lane is a connection of its own.
    }
  }

  private record TlsLane(Socket socket) implements BenchNode.Lane {
    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** This measures speed; who is at the other end was decided by whoever started it. */
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // Nothing is asked of clients.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // The certificate is made anew for each run.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
