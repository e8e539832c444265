package app.bothways.ui;

import app.bothways.app.DeviceView;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.ui.parts.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Minutes of measurements in no time: pictures with times in the past, given to the models. */
final class NetworkPast {
  private NetworkPast() {}

  /** Hours of 27 days: mostly direct, now and then relayed or away, and other for each device. */
  static List<LinkHour> hours(NodeId id) {
    Random random = new Random(id.hashCode());
    double relayed = id.equals(Sample.node(3)) ? .9 : .08;
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    List<LinkHour> hours = new ArrayList<>();
    for (int day = 26; day >= 0; day--) {
      boolean poor = random.nextInt(5) == 0;
      for (int hour = 8; hour < 20; hour++) {
        long away = poor && random.nextInt(3) == 0 ? 3600 : 0;
        long byRelay = away > 0 ? 0 : random.nextDouble() < relayed ? 3600 : 0;
        hours.add(
            new LinkHour(
                id,
                today.minus(day, ChronoUnit.DAYS).plusSeconds(hour * 3600L),
                Duration.ofSeconds(3600 - away - byRelay),
                Duration.ofSeconds(byRelay),
                Duration.ofSeconds(away),
                away > 0 ? 1 : 0,
                Traffic.NONE));
      }
    }
    return hours;
  }

  static void fill(TestWindow w, int seconds) {
    Random random = new Random(7);
    Instant start = Instant.now().minusSeconds(seconds);
    FakeApp app = w.app;
    Fx.run(() -> w.window.live().pause());
    for (int s = 0; s <= seconds; s++) {
      app.devices = at(s, seconds, random);
      Instant at = start.plusSeconds(s);
      Snapshot picture =
          new Snapshot(at, app.status(), app.devices, app.folders, app.offers, app.network());
      Fx.run(() -> w.window.live().show(picture));
    }
    String studio = Sample.node(2).toString();
    Fx.run(() -> w.window.models().network().choose(studio));
  }

  /** The second device goes through the relay for a while in the middle. */
  private static List<DeviceView> at(int second, int seconds, Random random) {
    List<DeviceView> devices = new ArrayList<>(Sample.devices(second));
    boolean relayed = second > seconds * .35 && second < seconds * .6;
    double ms = (relayed ? 74 : 12) + random.nextGaussian() * (relayed ? 4 : 1);
    PeerView old = devices.get(1).link();
    PeerView link =
        relayed
            ? Sample.relayed(2, ms, Why.DIRECT_LOST, old.traffic())
            : Sample.link(
                2,
                LinkState.DIRECT,
                new PathView(
                    PathView.Kind.DIRECT,
                    old.path().address(),
                    java.util.Optional.of(java.time.Duration.ofNanos((long) (ms * 1e6)))),
                Why.DIRECT,
                old.traffic());
    devices.set(1, new DeviceView(devices.get(1).device(), link));
    return devices;
  }
}
