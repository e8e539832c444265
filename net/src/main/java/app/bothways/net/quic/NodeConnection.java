package app.bothways.net.quic;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.address.FoundBy;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.FirstOutlet;
import app.bothways.net.path.PathRules;
import app.bothways.net.path.PathSize;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.report.PathView;
import app.bothways.net.socket.Flow;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One QUIC connection to a node, from its first datagram on. It may be used once both sides have
 * said hello on the control stream and the dialler has said that this is the one it wants.
 */
public final class NodeConnection implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(NodeConnection.class);
  private static final long PING_SECONDS = 10;

  enum Phase {
    HANDSHAKE,
    GREETED,
    UP,
    ENDED
  }

  private final ConnectionOwner owner;
  private final Flow flow;
  private final FirstOutlet first;
  private final boolean dialled;
  private final CompletableFuture<NodeConnection> greeted = new CompletableFuture<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final IncomingStreams incoming = new IncomingStreams();
  private volatile NodeId remote;
  private volatile String alpn;
  private volatile PeerPaths paths;
  private volatile NetException ending;
  private volatile Phase phase = Phase.HANDSHAKE;
  private volatile QuicChannel channel;
  private volatile FoundBy foundBy = FoundBy.GIVEN;
  private Channel control;
  private Optional<NetException> failure = Optional.empty();

  private NodeConnection(ConnectionOwner owner, Flow flow, FirstOutlet first, boolean dialled) {
    this.owner = owner;
    this.flow = flow;
    this.first = first;
    this.dialled = dialled;
  }

  static NodeConnection dialled(
      ConnectionOwner owner, Flow flow, FirstOutlet first, NodeId remote, String alpn) {
    var connection = new NodeConnection(owner, flow, first, true);
    connection.remote = remote;
    connection.alpn = alpn;
    return connection;
  }

  static NodeConnection accepted(ConnectionOwner owner, Flow flow, FirstOutlet first) {
    return new NodeConnection(owner, flow, first, false);
  }

  /**
   * Completes when the other side has said hello, or with the {@link NetException} that ended it.
   */
  public CompletableFuture<NodeConnection> greeted() {
    return greeted;
  }

  void channel(QuicChannel quic) {
    channel = quic;
  }

  /** Whether what answered had another key than the one dialled. */
  boolean somebodyElse() {
    QuicChannel quic = channel;
    return quic != null && Boolean.TRUE.equals(quic.attr(QuicNode.SOMEBODY_ELSE).get());
  }

  Phase phase() {
    return phase;
  }

  /** The TLS handshake is over and {@code proven} is the key of the other side. */
  void handshakeDone(NodeId proven, String protocol) {
    remote = proven;
    alpn = protocol;
    flow.handshakeEnded();
  }

  /** The dialler's TLS handshake is over: speaks first. */
  void hello() {
    QuicStreams.open(channel, new ControlChannel(controlListener()))
        .addListener(
            created -> {
              if (created.isSuccess()) {
                control = (QuicStreamChannel) created.getNow();
                sayHello();
              } else {
                close(Closing.PROTOCOL, "no control stream");
              }
            });
  }

  private void sayHello() {
    PeerPaths mine = owner.paths(remote);
    say(
        new ControlMessage.Hello(
            ControlMessage.VERSION, owner.instance(), mine.policyHere(), mine.secret()));
  }

  /** The peer opened a stream. The first that a dialler opens is the control stream. */
  void opened(QuicStreamChannel stream) {
    if (!dialled && stream.streamId() == 0) {
      control = stream;
      stream.pipeline().addLast(new ControlChannel(controlListener()));
    } else {
      var node = new NodeStream(stream, this::whyClosed);
      stream.pipeline().addLast(node);
      incoming.add(node);
    }
  }

  private ControlChannel.Listener controlListener() {
    return new ControlChannel.Listener() {
      @Override
      public void message(ControlMessage message) {
        received(message);
      }

      @Override
      public void malformed(String what) {
        LOG.debug("{} broke the control protocol: {}", remote, what);
        close(Closing.PROTOCOL, "control stream: " + what);
      }
    };
  }

  private void received(ControlMessage message) {
    if (message instanceof ControlMessage.Hello hello) {
      helloCame(hello);
    } else if (paths == null || phase == Phase.ENDED) {
      close(Closing.PROTOCOL, "the first message has to be hello");
    } else if (phase == Phase.GREETED && !(message instanceof ControlMessage.Start)) {
      // Nothing is done for who only greets: many connections are tried, one is used.
      close(Closing.PROTOCOL, "start comes before anything else");
    } else {
      afterHello(message);
    }
  }

  private void afterHello(ControlMessage message) {
    switch (message) {
      case ControlMessage.Hello hello -> throw new IllegalStateException("handled before");
      case ControlMessage.Start start -> started();
      case ControlMessage.Candidates candidates -> paths.candidates(candidates.addresses());
      case ControlMessage.Relays relays -> owner.relaysTold(remote, relays.urls());
      case ControlMessage.Policy policy -> paths.policyThere(policy.policy());
      case ControlMessage.Nat nat -> paths.natThere(nat.kind());
      case ControlMessage.Knocking knocking -> paths.knockedAt();
      case ControlMessage.Ping ping -> say(new ControlMessage.Pong(ping.token()));
      case ControlMessage.Pong pong -> {
        // That it came is what counts: QUIC's idle timer has been reset.
      }
    }
  }

  private void helloCame(ControlMessage.Hello hello) {
    if (phase != Phase.HANDSHAKE || remote == null) {
      close(Closing.PROTOCOL, "hello once");
      return;
    }
    if (hello.version() != ControlMessage.VERSION) {
      close(Closing.PROTOCOL, "control version " + hello.version() + " is not spoken here");
      return;
    }
    PeerPaths known = owner.paths(remote);
    if (!PathRules.allowed(first.route(), known.policyHere())) {
      close(Closing.WRONG_WAY, "this device is not to be reached that way");
      return;
    }
    phase = Phase.GREETED;
    paths = known;
    paths.attach(flow, first);
    paths.greeted(hello.secret(), hello.policy(), first);
    if (!dialled) {
      sayHello();
    }
    owner.greeted(this, flow, hello.instance());
    greeted.complete(this);
  }

  /** From the dialler: of all connections that were tried, this is the one to use. */
  public void start() {
    onLoop(
        () -> {
          if (phase == Phase.GREETED) {
            say(new ControlMessage.Start());
            nowUp();
          }
        });
  }

  private void started() {
    if (!dialled && phase == Phase.GREETED) {
      nowUp();
    }
  }

  private void nowUp() {
    phase = Phase.UP;
    introduce();
    channel.eventLoop().schedule(this::ping, PING_SECONDS, TimeUnit.SECONDS);
    owner.up(this);
  }

  private void ping() {
    if (phase == Phase.UP) {
      say(new ControlMessage.Ping(System.nanoTime()));
      channel.eventLoop().schedule(this::ping, PING_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Tells the peer anew where this node is and which paths it means to use. */
  public void introduce() {
    onLoop(
        () -> {
          if (phase == Phase.UP) {
            say(new ControlMessage.Policy(paths.policyHere()));
            say(new ControlMessage.Nat(owner.nat()));
            say(new ControlMessage.Candidates(owner.candidates(remote)));
            say(new ControlMessage.Relays(owner.relays(remote)));
          }
        });
  }

  /** Asks the peer to guess at the ports from which this node knocks. Event loop only. */
  public void knocking() {
    if (phase == Phase.UP) {
      say(new ControlMessage.Knocking());
    }
  }

  private void say(ControlMessage message) {
    if (control != null && control.isActive()) {
      ControlChannel.send(control, message);
    }
  }

  /**
   * The dial failed for {@code cause}. The end of the channel, which always follows, may know more
   * and has the last word; a channel that never was has none.
   */
  void failed(NetException cause) {
    failure = Optional.of(cause);
    if (channel == null) {
      ended(cause);
    }
  }

  Optional<NetException> failure() {
    return failure;
  }

  /** The channel is gone; {@code cause} says why. Event loop only. */
  void ended(NetException cause) {
    if (phase == Phase.ENDED) {
      return;
    }
    LOG.debug("{} ended: {}", this, cause.getMessage());
    phase = Phase.ENDED;
    ending = ending == null ? cause : ending;
    if (paths != null) {
      paths.detach(flow);
    }
    if (channel != null) {
      channel.attr(QuicStreams.QUEUE).get().end(ending);
    }
    incoming.end();
    owner.ended(this, flow, ending.getMessage());
    greeted.completeExceptionally(ending);
    closed.complete(ending.getMessage());
  }

  NetException whyClosed() {
    NetException cause = ending;
    return cause != null ? cause : new NetException(NetError.CLOSED, "this has ended");
  }

  private void onLoop(Runnable task) {
    QuicChannel quic = channel;
    if (quic != null) {
      LoopTasks.run(quic.eventLoop(), task);
    }
  }

  @Override
  public NodeId remote() {
    return remote;
  }

  @Override
  public String alpn() {
    return alpn;
  }

  @Override
  public boolean dialled() {
    return dialled;
  }

  @Override
  public FoundBy foundBy() {
    return foundBy;
  }

  /** For the dialler, before anybody else has the connection. */
  public void foundBy(FoundBy by) {
    foundBy = by;
  }

  @Override
  public Stream open() throws IOException {
    var made = new CompletableFuture<NodeStream>();
    QuicChannel quic = channel;
    LoopTasks.run(
        quic.eventLoop(),
        () -> quic.attr(QuicStreams.QUEUE).get().add(made),
        () -> made.completeExceptionally(whyClosed()));
    try {
      return made.get();
    } catch (ExecutionException e) {
      throw new NetException(whyClosed().error(), whyClosed().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      if (!made.cancel(false)) {
        made.thenAccept(stream -> stream.reset(0));
      }
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while opening a stream");
    }
  }

  @Override
  public Stream accept() throws IOException {
    return incoming.next(this::whyClosed);
  }

  /** The most bytes that a datagram sent now may have. Event loop only. */
  int datagram() {
    PeerPaths known = paths;
    return known == null ? PathSize.BASE : known.datagram();
  }

  @Override
  public PathView path() {
    PeerPaths known = paths;
    return known == null || phase == Phase.ENDED ? PathView.NONE : known.status().path();
  }

  @Override
  public CompletableFuture<String> closed() {
    return closed.copy();
  }

  @Override
  public void close(long code, String reason) {
    onLoop(
        () -> {
          if (ending == null) {
            ending = new NetException(NetError.CLOSED, reason);
          }
          LOG.debug("{} is closed here: {}", this, reason);
          flow.leave();
          channel.close(true, (int) code, Closing.text(reason));
        });
  }

  @Override
  public String toString() {
    return (dialled ? "to " : "from ") + remote + " for " + alpn + " (" + phase + ")";
  }
}
