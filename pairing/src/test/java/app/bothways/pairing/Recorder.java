package app.bothways.pairing;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps the events of one pairing and waits for them. */
final class Recorder implements Consumer<PairingEvent> {
  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(20);

  private final List<PairingEvent> events = new ArrayList<>();

  @Override
  public synchronized void accept(PairingEvent event) {
    events.add(event);
    notifyAll();
  }

  synchronized List<PairingEvent> all() {
    return List.copyOf(events);
  }

  List<String> names() {
    return all().stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  /** The first event of this kind; fails the test when the pairing ends without it. */
  synchronized <T extends PairingEvent> T await(Class<T> kind) {
    long until = System.currentTimeMillis() + PATIENCE;
    while (true) {
      for (PairingEvent event : events) {
        if (kind.isInstance(event)) {
          return kind.cast(event);
        }
      }
      boolean over =
          events.stream()
              .anyMatch(e -> e instanceof PairingEvent.Failed || e instanceof PairingEvent.Paired);
      long left = until - System.currentTimeMillis();
      if (over || left <= 0) {
        return fail("no " + kind.getSimpleName() + " in " + events);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return fail("interrupted");
      }
    }
  }

  PairingEvent.Failed failed() {
    return await(PairingEvent.Failed.class);
  }

  PairingEvent.Confirm confirm() {
    return await(PairingEvent.Confirm.class);
  }

  PairingCode code() {
    return await(PairingEvent.Code.class).code();
  }

  Device paired() {
    return await(PairingEvent.Paired.class).device();
  }
}
