package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bert's disk does not tell which files are executable; Anna's does. */
class NoExecuteBitTest extends ThreePeople {
  private static final RelPath PLAIN = RelPath.of("plain");
  private static final long LATER = 6_000_000_000_000L;

  NoExecuteBitTest() {
    super(DiskKind.FAT);
  }

  @BeforeEach
  void annaHasAScriptAndAText() {
    sim.play();
    sim.connectAll();
    anna.disk.put(HERE, 'f', "script", true, 5_000_000_000_000L);
    anna.disk.put(PLAIN, 'f', "text", false, 5_000_000_000_000L);
    look(anna, Set.of());
    assertThat(bert.disk.tree).containsOnlyKeys(HERE, PLAIN);
  }

  private void bertEdits(RelPath path, String text) {
    bert.disk.change(path, text, false, LATER);
    look(bert, Set.of());
  }

  private void annaHas(RelPath path, String text, boolean executable) {
    SimDisk.Thing thing = anna.disk.tree.get(path);
    assertThat(thing.text()).isEqualTo(text);
    assertThat(thing.executable()).as("executable").isEqualTo(executable);
  }

  @Test
  void anEditThereChangesNoBit() {
    bertEdits(HERE, "better script");
    bertEdits(PLAIN, "better text");
    annaHas(HERE, "better script", true);
    annaHas(PLAIN, "better text", false);
  }

  @Test
  void aChangedBitIsKnownThereAndNotToldBack() {
    anna.disk.change(PLAIN, "text", true, LATER);
    anna.disk.change(HERE, "script", false, LATER);
    look(anna, Set.of());
    look(bert, Set.of());
    annaHas(PLAIN, "text", true);
    annaHas(HERE, "script", false);
    bertEdits(PLAIN, "better text");
    annaHas(PLAIN, "better text", true);
  }

  @Test
  void whatIsRenamedThereKeepsItsBit() {
    bert.disk.rename(HERE, THERE);
    look(bert, Set.of());
    annaHas(THERE, "script", true);
    assertThat(anna.disk.tree).containsOnlyKeys(THERE, PLAIN);
  }

  @Test
  void aLostDatabaseTakesNoBit() {
    forgets(bert);
    meets(anna, bert);
    annaHas(HERE, "script", true);
    annaHas(PLAIN, "text", false);
    assertThat(anna.disk.tree).containsOnlyKeys(HERE, PLAIN);
  }
}
