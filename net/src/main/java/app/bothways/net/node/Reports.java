package app.bothways.net.node;

import app.bothways.net.report.NetReport;
import app.bothways.net.survey.Survey;
import app.bothways.net.survey.SurveyedNode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Makes reports a moment after the start, after each change of the network, and when asked. */
final class Reports implements AutoCloseable {
  /** Relays need a moment to connect, and changes come in groups. */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final SurveyedNode node;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private volatile Optional<NetReport> last = Optional.empty();
  private Optional<Thread> worker = Optional.empty();
  private Optional<Long> dueAt = Optional.empty();
  private boolean closed;

  Reports(SurveyedNode node) {
    this.node = node;
  }

  void start() {
    lock.lock();
    try {
      soon();
      worker = Optional.of(Thread.ofVirtual().name("reports").start(this::work));
    } finally {
      lock.unlock();
    }
  }

  /** The network is another one: what was found out does not hold. */
  void soon() {
    lock.lock();
    try {
      dueAt = Optional.of(System.nanoTime() + SETTLE_NANOS);
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Optional<NetReport> last() {
    return last;
  }

  /** Blocks for ten seconds at most. */
  NetReport now() {
    NetReport made = Survey.of(node);
    last = Optional.of(made);
    return made;
  }

  private void work() {
    try {
      while (due()) {
        now();
      }
    } catch (InterruptedException end) {
      // Closed; nobody reads reports any more.
    }
  }

  /** True when a report is to be made; false when no more are. */
  private boolean due() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        if (dueAt.isEmpty()) {
          news.await();
        } else if (news.awaitNanos(dueAt.get() - System.nanoTime()) <= 0) {
          dueAt = Optional.empty();
          return !closed;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      worker.ifPresent(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }
}
