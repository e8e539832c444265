package app.bothways.pairing;

import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store on which something happens just before or just after one kind of step, once. */
final class Disk implements PairingStore {
  enum Step {
    PREPARE,
    DECIDE,
    COMMIT,
    ACKNOWLEDGE
  }

  enum When {
    BEFORE,
    AFTER
  }

  private final PairingStore real;
  private final Step step;
  private final When when;
  private final Runnable happening;
  private final CountDownLatch happened = new CountDownLatch(1);
  private volatile boolean dead;

  Disk(PairingStore real, Step step, When when, Runnable happening) {
    this.real = real;
    this.step = step;
    this.when = when;
    this.happening = happening;
  }

  /** From now on everything fails, as for a process that is no more. */
  void die() {
    dead = true;
    throw new IllegalStateException("killed");
  }

  CountDownLatch happened() {
    return happened;
  }

  private <T> T at(Step now, Supplier<T> work) {
    alive();
    happen(now, When.BEFORE);
    T result = work.get();
    happen(now, When.AFTER);
    return result;
  }

  private void happen(Step now, When moment) {
    if (now == step && moment == when && happened.getCount() > 0) {
      try {
        happening.run();
        if (dead) {
          die();
        }
      } finally {
        happened.countDown();
      }
    }
  }

  private void alive() {
    if (dead) {
      throw new IllegalStateException("killed");
    }
  }

  @Override
  public void prepare(Unfinished promised) {
    at(
        Step.PREPARE,
        () -> {
          real.prepare(promised);
          return true;
        });
  }

  @Override
  public Device decide(Unfinished decided) {
    return at(Step.DECIDE, () -> real.decide(decided));
  }

  @Override
  public Optional<Device> commit(NodeId id) {
    return at(Step.COMMIT, () -> real.commit(id));
  }

  @Override
  public void acknowledged(NodeId id) {
    at(
        Step.ACKNOWLEDGE,
        () -> {
          real.acknowledged(id);
          return true;
        });
  }

  @Override
  public void forget(NodeId id) {
    alive();
    real.forget(id);
  }

  @Override
  public void drop(NodeId id) {
    alive();
    real.drop(id);
  }

  @Override
  public List<Unfinished> unfinished() {
    alive();
    return real.unfinished();
  }

  @Override
  public List<Device> devices() {
    alive();
    return real.devices();
  }

  @Override
  public Optional<Device> device(NodeId id) {
    alive();
    return real.device(id);
  }

  @Override
  public void rename(NodeId id, String name) {
    real.rename(id, name);
  }

  @Override
  public void policy(NodeId id, PathPolicy policy) {
    real.policy(id, policy);
  }

  @Override
  public void lastAddress(NodeAddr address) {
    real.lastAddress(address);
  }

  @Override
  public Optional<String> record(NodeId id) {
    return real.record(id);
  }

  @Override
  public void record(NodeId id, String record) {
    real.record(id, record);
  }

  @Override
  public LinkHistory history() {
    return real.history();
  }

  @Override
  public void remove(NodeId id) {
    real.remove(id);
  }

  @Override
  public Subscription changes(Consumer<List<Device>> changed) {
    return real.changes(changed);
  }

  @Override
  public Optional<String> setting(String key) {
    return real.setting(key);
  }

  @Override
  public void setting(String key, String value) {
    real.setting(key, value);
  }

  @Override
  public void close() {
    real.close();
  }
}
