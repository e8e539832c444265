package app.bothways.pairing;

import app.bothways.net.Endpoint;
import app.bothways.net.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Pairing over one endpoint: wires the parts together. */
final class Pairings implements Pairing {
  private final Context context;
  private final RaceTimes raceTimes;
  private final Offers offers;
  private final Finisher finisher;
  private final Subscription serving;
  private final Set<Join> joins = ConcurrentHashMap.newKeySet();

  Pairings(Context context, RaceTimes raceTimes) {
    this.context = context;
    this.raceTimes = raceTimes;
    this.offers = new Offers(context);
    this.finisher = new Finisher(context);
    this.serving = context.endpoint().handle(Pairing.ALPN, new Door(context, offers, finisher));
    finisher.start();
  }

  static Pairing open(Endpoint endpoint, DeviceStore devices, Supplier<DeviceInfo> self) {
    if (!(devices instanceof PairingStore store)) {
      throw new IllegalArgumentException("pairing needs the store that DeviceStore.open made");
    }
    return new Pairings(
        new Context(endpoint, store, self, new SystemTiming(), Limits.USUAL), RaceTimes.USUAL);
  }

  @Override
  public PairingSession offer(Consumer<PairingEvent> events) {
    return offers.show(events);
  }

  @Override
  public PairingSession join(PairingCode code, Consumer<PairingEvent> events) {
    var join = new Join(code, context, raceTimes, finisher, new EventQueue(events));
    joins.add(join);
    join.start(() -> joins.remove(join));
    return join;
  }

  Offers offers() {
    return offers;
  }

  @Override
  public void close() {
    serving.close();
    joins.forEach(Join::close);
    offers.close();
    finisher.close();
    context.timing().close();
  }
}
