package app.bothways.ui.pairing;

import app.bothways.app.Refusal;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Texts;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/**
 * One pairing at a time, offered or joined. All methods on the FX thread; events of a session that
 * was given up are ignored, so that a late one cannot disturb the next.
 */
public final class PairingModel {
  private final Live live;
  private final Codes codes;
  private final ReadOnlyObjectWrapper<Step> step = new ReadOnlyObjectWrapper<>(new Step.Idle());
  private final StringProperty countdown = new SimpleStringProperty("");
  private final StringProperty problem = new SimpleStringProperty("");
  private Optional<PairingSession> session = Optional.empty();
  private long attempt;

  public PairingModel(Live live, Codes codes) {
    this.live = live;
    this.codes = codes;
  }

  public ReadOnlyObjectProperty<Step> step() {
    return step.getReadOnlyProperty();
  }

  /** Time left for the code on screen, {@code 4:32}; empty when none is shown. */
  public StringProperty countdown() {
    return countdown;
  }

  /** What was wrong with a text or picture; empty when nothing is. */
  public StringProperty problem() {
    return problem;
  }

  public Codes codes() {
    return codes;
  }

  /** Makes a new code and shows it. */
  public void showCode() {
    start(new Step.Preparing(), events -> live.app().offerPairing(events));
  }

  /** Uses a link as scanned, pasted or typed. */
  public void join(String link) {
    if (link.isBlank()) {
      problem.set(Texts.of("pairing.nothing-to-paste"));
      return;
    }
    start(new Step.Joining(), events -> live.app().joinPairing(link.strip(), events));
  }

  /** Reads the code in a picture file and uses it. */
  public void join(Path file) {
    read(() -> codes.read(file));
  }

  public void join(BufferedImage picture) {
    read(() -> codes.read(picture));
  }

  @FunctionalInterface
  private interface Reading {
    Optional<String> text() throws IOException;
  }

  private void read(Reading reading) {
    problem.set("");
    live.onWork(
        () -> {
          try {
            Optional<String> link = reading.text();
            live.onFx(
                () ->
                    link.ifPresentOrElse(
                        this::join, () -> problem.set(Texts.of("pairing.no-code-in-picture"))));
          } catch (IOException unreadable) {
            live.onFx(() -> problem.set(unreadable.getMessage()));
          }
        });
  }

  /** The digits are the same on both screens. */
  public void confirm() {
    if (step.get() instanceof Step.Confirming confirming) {
      step.set(new Step.Waiting(confirming.name()));
      session.ifPresent(s -> live.onWork(s::confirm));
    }
  }

  public void reject() {
    session.ifPresent(s -> live.onWork(s::reject));
  }

  /** Gives up whatever is under way, and forgets how the last one ended. */
  public void reset() {
    end();
    problem.set("");
    step.set(new Step.Idle());
  }

  /** Once a second while a code is on screen. */
  public void tick() {
    if (step.get() instanceof Step.Showing showing) {
      countdown.set(Format.countdown(live.clock().instant(), showing.expires()));
    } else {
      countdown.set("");
    }
  }

  @FunctionalInterface
  private interface Begin {
    PairingSession with(Consumer<PairingEvent> events) throws Refusal;
  }

  private void start(Step first, Begin begin) {
    end();
    problem.set("");
    Step before = step.get() instanceof Step.Showing ? new Step.Idle() : step.get();
    step.set(first);
    long mine = attempt;
    Consumer<PairingEvent> events = e -> live.onFx(() -> accept(mine, e));
    live.onWork(
        () -> {
          try {
            PairingSession begun = begin.with(events);
            live.onFx(() -> keep(mine, begun));
          } catch (UncheckedIOException full) {
            String sentence = Refusal.notWritten(full).getMessage();
            live.onFx(() -> refused(mine, before, sentence));
          } catch (Refusal | RuntimeException refused) {
            String sentence = String.valueOf(refused.getMessage());
            live.onFx(() -> refused(mine, before, sentence));
          }
        });
  }

  private void keep(long mine, PairingSession begun) {
    if (mine == attempt) {
      session = Optional.of(begun);
    } else {
      live.onWork(begun::close);
    }
  }

  private void refused(long mine, Step before, String sentence) {
    if (mine == attempt) {
      problem.set(sentence);
      step.set(before);
    }
  }

  /** Ends the attempt; a code that was shown is worth nothing from here on. */
  private void end() {
    attempt++;
    session.ifPresent(s -> live.onWork(s::close));
    session = Optional.empty();
  }

  private void accept(long from, PairingEvent event) {
    if (from != attempt) {
      return;
    }
    switch (event) {
      case PairingEvent.Code code -> step.set(new Step.Showing(code.code().link(), code.expires()));
      case PairingEvent.Race race -> step.set(new Step.Joining());
      case PairingEvent.Confirm c ->
          step.set(
              new Step.Confirming(c.device().name(), c.device().system(), c.digits(), c.way()));
      case PairingEvent.WaitingForOther w -> waiting();
      case PairingEvent.Paired paired -> step.set(new Step.Paired(paired.device().name()));
      case PairingEvent.Failed failed -> step.set(new Step.Failed(failed.reason()));
    }
    tick();
  }

  private void waiting() {
    if (step.get() instanceof Step.Confirming confirming) {
      step.set(new Step.Waiting(confirming.name()));
    }
  }
}
