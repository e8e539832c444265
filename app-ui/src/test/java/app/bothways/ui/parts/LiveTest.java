package app.bothways.ui.parts;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.Mistake;
import app.bothways.ui.FakeApp;
import app.bothways.ui.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTest {
  private final FakeApp app = new FakeApp();
  private final Tasks fx = new Tasks();
  private final Tasks work = new Tasks();
  private final Live live = new Live(app, fx, work, java.time.Clock.systemUTC());
  private final List<String> names = new ArrayList<>();

  private void runAll() {
    while (work.run() + fx.run() > 0) {}
  }

  @Test
  void aThousandChangesAreOneReadingUnderWayAndOneAfterIt() {
    live.each(s -> names.add(s.status().name()));
    live.resume();
    for (int i = 0; i < 1000; i++) {
      app.changed();
    }
    assertThat(work.waiting()).isEqualTo(1);
    runAll();
    assertThat(names.size()).isBetween(1, 2);
  }

  @Test
  void aChangeDuringTheReadingIsNotLost() {
    live.each(s -> names.add(s.status().name()));
    live.resume();
    work.run();
    app.name = "birch";
    app.changed();
    runAll();
    assertThat(names).endsWith("birch");
  }

  @Test
  void nothingIsReadWhileNobodyLooks() {
    live.resume();
    runAll();
    live.pause();
    assertThat(app.followers()).isZero();
    live.refresh();
    assertThat(work.waiting()).isZero();
    app.name = "birch";
    live.resume();
    runAll();
    assertThat(live.snapshot().get().orElseThrow().status().name()).isEqualTo("birch");
  }

  @Test
  void aRefusalIsASentenceAndDoesNotCountAsDone() {
    app.refuse = Optional.of("The name is taken.");
    List<String> problems = new ArrayList<>();
    live.ask(a -> a.name("x"), () -> problems.add("done"), problems::add);
    runAll();
    assertThat(problems).containsExactly("The name is taken.");
  }

  @Test
  void aFullDiskOfTheProgramsOwnIsNamedWithWhatToDo() {
    List<String> problems = new ArrayList<>();
    live.ask(
        a -> {
          throw new UncheckedIOException(new IOException("the folders' list: no space left"));
        },
        problems::add);
    runAll();
    assertThat(problems)
        .containsExactly("The folders' list: no space left. " + Mistake.NOT_WRITTEN.next());
  }

  @Test
  void aBrokenApplicationIsReportedAndNotASilence() {
    List<String> problems = new ArrayList<>();
    live.ask(
        a -> {
          throw new IllegalStateException("database closed");
        },
        problems::add);
    runAll();
    assertThat(problems).containsExactly("That did not work: database closed");
  }
}
