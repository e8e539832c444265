package app.bothways.app.demo;

import app.bothways.net.Subscription;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.report.Traffic;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The demo, step by step. Every wait is bounded; a step that does not come to its end ends the demo
 * with {@link DemoException}. One thread; {@link #close} may come from any other.
 */
public final class Demo implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(40);

  /** The demo did not show what it promises. */
  public static final class DemoException extends Exception {
    private static final long serialVersionUID = 1;

    DemoException(String sentence) {
      super(sentence);
    }
  }

  /**
   * What was shown.
   *
   * @param relayedToDirect from the first relayed byte to the first direct one
   */
  public record Summary(
      long files,
      long bytes,
      PairingEvent.Way winner,
      Duration race,
      Duration relayedToDirect,
      Traffic traffic,
      Duration took) {}

  private final Stage stage;
  private final Script script;
  private final PathWatch path;

  public Demo(Consumer<String> lines) throws java.io.IOException {
    this.stage = new Stage();
    this.script = new Script(lines);
    this.path = new PathWatch(script);
  }

  /**
   * Plays everything.
   *
   * @param volume what goes through beside the sample
   * @param extra how long changes go on after that on both sides
   */
  public Summary play(Volume volume, Duration extra) throws Exception {
    RelayServer relay = stage.relay();
    script.say("relay", "listening on " + relay.url());
    DemoNode laptop = stage.node("laptop", "Laptop", relay);
    DemoNode desktop = stage.node("desktop", "Desktop", relay);
    script.say("Laptop", "is " + laptop.app().id().shortText() + ", UDP " + laptop.app().port());
    script.say("Desktop", "is " + desktop.app().id().shortText() + ", UDP " + desktop.app().port());
    awaitRelay(laptop);
    awaitRelay(desktop);
    try (Subscription _ = laptop.app().netEvents(path::see)) {
      PairingEvent.Race race = pair(laptop, desktop);
      String folder = share(laptop, desktop);
      edit(laptop, desktop, folder);
      Duration moved = awaitDirect(laptop);
      if (!volume.nothing()) {
        carry(laptop, desktop, folder, volume);
      }
      keepEditing(laptop, desktop, extra);
      TreeHash both = agree(laptop, desktop, folder, STEP.plus(volume.patience()));
      return new Summary(
          both.files(),
          both.bytes(),
          race.winner(),
          race.took(),
          moved,
          laptop.app().network().peers().getFirst().traffic(),
          script.elapsed());
    }
  }

  private static void awaitRelay(DemoNode node) throws Exception {
    var relay =
        node.await(
            STEP, () -> node.app().network().homeRelay().filter(r -> r.state() == State.CONNECTED));
    if (relay.isEmpty()) {
      throw new DemoException("the relay could not be reached");
    }
  }

  private PairingEvent.Race pair(DemoNode laptop, DemoNode desktop) throws Exception {
    var code = new CompletableFuture<String>();
    var race = new CompletableFuture<PairingEvent.Race>();
    var shown = new Side("Laptop", code, race);
    var joining = new Side("Desktop", code, race);
    shown.session(laptop.app().offerPairing(shown));
    String link = within(code, "the code was not made");
    joining.session(desktop.app().joinPairing(link, joining));
    // Whichever fails first tells why; the other may wait for minutes.
    shown.paired.whenComplete((_, failure) -> joining.fail(failure));
    joining.paired.whenComplete((_, failure) -> shown.fail(failure));
    within(shown.paired, "pairing failed");
    within(joining.paired, "pairing failed");
    return within(race, "nobody told who won the race");
  }

  /** One side of the pairing, with a person who says yes at once. */
  private final class Side implements Consumer<PairingEvent> {
    private final String name;
    private final CompletableFuture<String> code;
    private final CompletableFuture<PairingEvent.Race> race;
    private final CompletableFuture<PairingSession> session = new CompletableFuture<>();
    private final CompletableFuture<Void> paired = new CompletableFuture<>();

    Side(String name, CompletableFuture<String> code, CompletableFuture<PairingEvent.Race> race) {
      this.name = name;
      this.code = code;
      this.race = race;
    }

    void session(PairingSession started) {
      session.complete(started);
    }

    void fail(Throwable failure) {
      if (failure != null) {
        paired.completeExceptionally(failure);
      }
    }

    @Override
    public void accept(PairingEvent event) {
      switch (event) {
        case PairingEvent.Code made -> {
          script.say(name, "shows " + made.code().link());
          code.complete(made.code().link());
        }
        case PairingEvent.Race won -> {
          script.say(
              name,
              "race won by " + Words.way(won.winner()) + " in " + won.took().toMillis() + " ms");
          race.complete(won);
        }
        case PairingEvent.Confirm confirm -> {
          script.say(name, "shows the digits " + confirm.digits() + " and confirms");
          session.thenAccept(PairingSession::confirm);
        }
        case PairingEvent.WaitingForOther _ -> {}
        case PairingEvent.Paired done -> {
          script.say(name, "is paired with " + done.device().name());
          paired.complete(null);
        }
        case PairingEvent.Failed failed ->
            paired.completeExceptionally(new DemoException(failed.text()));
      }
    }
  }

  private String share(DemoNode laptop, DemoNode desktop) throws Exception {
    new SampleTree(laptop.files(), 1).create();
    TreeHash sample = TreeHash.of(laptop.files());
    String folder = laptop.app().addFolder(laptop.files(), Optional.empty()).toString();
    script.say("Laptop", "shares " + Words.amount(sample.files(), sample.bytes()));
    laptop.app().shareFolder(folder, desktop.app().id().toString(), FolderMode.TWO_WAY);
    FolderOffer offer =
        desktop
            .await(STEP, () -> desktop.app().offers().stream().findFirst())
            .orElseThrow(() -> new DemoException("the offer did not arrive"));
    desktop.app().acceptOffer(offer.offer(), desktop.files(), Optional.empty());
    script.say("Desktop", "accepts");
    TreeHash both = agree(laptop, desktop, folder, STEP);
    script.say("Desktop", "has " + Words.amount(both.files(), both.bytes()) + ", every byte equal");
    return folder;
  }

  private void edit(DemoNode laptop, DemoNode desktop, String folder) throws Exception {
    new SampleTree(laptop.files(), 2).tidyUp();
    new SampleTree(desktop.files(), 3).add("Drafts", 40);
    script.say("Laptop", "changes 20 files, deletes 10, renames 5");
    script.say("Desktop", "adds 40 files at the same time");
    TreeHash both = agree(laptop, desktop, folder, STEP);
    script.say("both", "have " + Words.amount(both.files(), both.bytes()) + ", every byte equal");
  }

  private Duration awaitDirect(DemoNode laptop) throws Exception {
    var direct =
        laptop.await(
            STEP,
            () ->
                laptop.app().network().peers().stream()
                    .filter(peer -> peer.link() == LinkState.DIRECT)
                    .findFirst());
    if (direct.isEmpty()) {
      throw new DemoException("the path did not become direct");
    }
    return path.relayedToDirect()
        .orElseThrow(() -> new DemoException("the path did not go from relayed to direct"));
  }

  /** What it takes to see how fast it is: many files, a large one, and then a change to each. */
  private void carry(DemoNode laptop, DemoNode desktop, String folder, Volume volume)
      throws Exception {
    var here = new SampleTree(laptop.files(), 6);
    Duration patience = STEP.plus(volume.patience());
    here.add(volume);
    script.say("Laptop", "adds " + volume.words("%d files", "a file of %d MiB"));
    TreeHash both = agree(laptop, desktop, folder, patience);
    script.say("Desktop", "has " + Words.amount(both.files(), both.bytes()) + ", every byte equal");
    here.change(volume);
    script.say("Laptop", volume.words("renames their directory", "changes 1 MiB of the large one"));
    agree(laptop, desktop, folder, patience);
    script.say("Desktop", "has that too");
  }

  private void keepEditing(DemoNode laptop, DemoNode desktop, Duration extra) throws Exception {
    long rounds = extra.toSeconds();
    if (rounds > 0) {
      script.say("both", "go on writing for " + rounds + " s");
    }
    var here = new SampleTree(laptop.files(), 4);
    var there = new SampleTree(desktop.files(), 5);
    for (long round = 1; round <= rounds; round++) {
      here.append("Diary/laptop.txt", "Line " + round);
      there.append("Diary/desktop.txt", "Line " + round);
      // The pace of a person who writes; nothing is waited for.
      TimeUnit.SECONDS.sleep(1);
    }
  }

  /** Both say that they are in sync, and then both trees are read and compared. */
  private static TreeHash agree(DemoNode laptop, DemoNode desktop, String folder, Duration patience)
      throws Exception {
    for (DemoNode node : new DemoNode[] {laptop, desktop, laptop}) {
      if (!node.app().awaitInSync(folder, patience)) {
        throw new DemoException(
            "the folder was not in sync on " + node.app().status().name() + " in time");
      }
    }
    TreeHash one = TreeHash.of(laptop.files());
    Optional<String> difference = one.difference(TreeHash.of(desktop.files()));
    if (difference.isPresent()) {
      throw new DemoException("the two folders differ at " + difference.get());
    }
    return one;
  }

  private static <T> T within(CompletableFuture<T> value, String otherwise) throws Exception {
    try {
      return value.get(STEP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new DemoException(otherwise);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw new DemoException(otherwise + ": " + failed.getCause().getMessage());
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
