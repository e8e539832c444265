package app.bothways.net.relay.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many connections are being served, and the moment when there are none. Any thread. */
final class Attendance {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private int present;

  void comes() {
    lock.lock();
    try {
      present++;
    } finally {
      lock.unlock();
    }
  }

  void goes() {
    lock.lock();
    try {
      present--;
      if (present == 0) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int present() {
    lock.lock();
    try {
      return present;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when nobody is there, or after {@code patience}; true when nobody is. */
  boolean awaitNobody(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (present > 0 && left > 0) {
        left = empty.awaitNanos(left);
      }
      return present == 0;
    } finally {
      lock.unlock();
    }
  }
}
