package app.bothways.ui;

import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A {@link Live} over a {@link FakeApp} without threads and with a clock that a test moves. */
public final class ModelRig {
  public final FakeApp app = new FakeApp();
  public Instant now = Instant.ofEpochSecond(1_800_000_000);
  public final Live live =
      new Live(
          app,
          Runnable::run,
          Runnable::run,
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  public ModelRig() {
    live.resume();
  }

  /** Lets the models see what the application is like now. */
  public ModelRig seen() {
    live.refresh();
    return this;
  }

  public ModelRig later(double seconds) {
    now = now.plusMillis((long) (seconds * 1000));
    return this;
  }

  public Snapshot picture() {
    return live.snapshot().get().orElseThrow();
  }
}
