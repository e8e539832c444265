package app.bothways.net.relay.server;

import app.bothways.net.relay.flow.Heartbeat;
import app.bothways.net.relay.protocol.RelayFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one client to the rate that the relay grants, or to a trickle once its quota is used up:
 * when it has sent too much, nothing is read from it until its balance is no longer below zero, and
 * TCP makes it wait. Nothing is dropped. A change of the rate holds from the next second on.
 *
 * <p>While we do not read, silence is no sign of death on our side, and pings of ours keep the
 * client from thinking so on its side. Event loop only.
 */
final class ReadLimiter extends ChannelInboundHandlerAdapter {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration NOTICE_EVERY = Duration.ofSeconds(10);

  private record Served(ConnectedClient client, Heartbeat heartbeat, Allowance allowance) {}

  /** What the client believes of how it is treated. */
  private enum Told {
    NOTHING,
    SLOWED,
    USED_UP
  }

  private final Hub hub;
  private final TokenBucket bucket = new TokenBucket(0, System.nanoTime());
  private Optional<Served> served = Optional.empty();
  private Optional<RateLimit> limit = Optional.empty();
  private long lastPause;
  private Told told = Told.NOTHING;

  ReadLimiter(Hub hub) {
    this.hub = hub;
  }

  /** From now on what comes is a client's. */
  void serve(ConnectedClient client, Heartbeat heartbeat) {
    var allowance = new Allowance(hub, hub.usages().of(client.id()));
    served = Optional.of(new Served(client, heartbeat, allowance));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (served.isPresent() && message instanceof ByteBuf bytes) {
      account(ctx, served.get(), bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }

  private void account(ChannelHandlerContext ctx, Served who, int bytes) {
    who.allowance().count(bytes);
    adopt(who.allowance().rate());
    if (limit.isEmpty()) {
      return;
    }
    RateLimit rate = limit.get();
    bucket.refill(rate.bytesPerSecond(), rate.burstBytes(), System.nanoTime());
    bucket.take(bytes);
    if (bucket.overdrawn()) {
      hub.counters().bytesRateLimited.add(bytes);
      if (ctx.channel().config().isAutoRead()) {
        ctx.channel().config().setAutoRead(false);
        pause(ctx, who);
      }
    }
  }

  private void adopt(Optional<RateLimit> current) {
    if (!current.equals(limit)) {
      if (limit.isEmpty()) {
        bucket.refill(0, 0, System.nanoTime());
        current.ifPresent(fresh -> bucket.take(-fresh.burstBytes()));
      }
      limit = current;
    }
  }

  private void pause(ChannelHandlerContext ctx, Served who) {
    lastPause = System.nanoTime();
    if (told == Told.NOTHING) {
      ctx.executor()
          .schedule(() -> relent(ctx, who), NOTICE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    believe(who, who.allowance().usedUp() ? Told.USED_UP : Told.SLOWED);
    await(ctx, who);
  }

  private void believe(Served who, Told now) {
    if (now == told) {
      return;
    }
    hub.counters().usedUpNow.add((now == Told.USED_UP ? 1 : 0) - (told == Told.USED_UP ? 1 : 0));
    told = now;
    switch (now) {
      case SLOWED -> {
        hub.counters().connectionsRateLimited.increment();
        who.client().tellRateLimited();
      }
      case USED_UP -> {
        hub.counters().quotasUsedUp.increment();
        who.client().tellQuotaUsedUp();
      }
      case NOTHING -> {
        // An older connection of a key used elsewhere has something worse to tell than this.
        if (hub.registry().isActive(who.client())) {
          who.client().tellHealthy();
        }
      }
    }
  }

  private void await(ChannelHandlerContext ctx, Served who) {
    Duration wait = limit.map(rate -> bucket.recovery(rate.bytesPerSecond())).orElse(Duration.ZERO);
    Duration step = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    ctx.executor().schedule(() -> resume(ctx, who), step.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void resume(ChannelHandlerContext ctx, Served who) {
    if (!ctx.channel().isActive()) {
      return;
    }
    who.heartbeat().received();
    adopt(who.allowance().rate());
    limit.ifPresent(
        rate -> bucket.refill(rate.bytesPerSecond(), rate.burstBytes(), System.nanoTime()));
    if (limit.isPresent() && bucket.overdrawn()) {
      who.client().tell(new RelayFrame.Ping(ThreadLocalRandom.current().nextLong()));
      await(ctx, who);
    } else {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Takes the notice back once there was no pause for a while and the quota is free again. */
  private void relent(ChannelHandlerContext ctx, Served who) {
    if (!ctx.channel().isActive()) {
      return;
    }
    boolean quiet =
        System.nanoTime() - lastPause >= NOTICE_EVERY.toNanos()
            && ctx.channel().config().isAutoRead();
    boolean due = told == Told.USED_UP ? who.allowance().usedUp() : !quiet;
    if (due) {
      ctx.executor()
          .schedule(() -> relent(ctx, who), NOTICE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      believe(who, Told.NOTHING);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (told == Told.USED_UP) {
      hub.counters().usedUpNow.decrement();
      told = Told.NOTHING;
    }
    ctx.fireChannelInactive();
  }
}
