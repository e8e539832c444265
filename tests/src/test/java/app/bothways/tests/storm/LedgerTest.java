package app.bothways.tests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger finds each kind of fault, and none where there is none. */
class LedgerTest {
  private final Ledger ledger = new Ledger();
  private final byte[] first = Content.fresh(1, 100);
  private final byte[] second = Content.fresh(2, 100);

  @BeforeEach
  void twoFiles() {
    ledger.wrote(first, "ana", "one");
    ledger.wrote(second, "ben", "two");
  }

  @Test
  void whatWasWrittenAndIsThereIsNoFault() {
    assertThat(ledger.faults(Map.of("one", first, "two", second))).isEmpty();
    assertThat(ledger.faults(Map.of("one", first, "under another name", second))).isEmpty();
  }

  @Test
  void aContentThatNobodyWantedGoneAndIsNowhereIsLost() {
    assertThat(ledger.faults(Map.of("one", first))).singleElement().asString().contains("I2 lost");
  }

  @Test
  void whoeverSawItMayThrowItAway() {
    ledger.unwanted(Content.id(second));
    assertThat(ledger.faults(Map.of("one", first))).isEmpty();
  }

  @Test
  void bytesThatNobodyWroteAreInvented() {
    byte[] mixed = Arrays.copyOf(first, 120);
    assertThat(ledger.faults(Map.of("one", first, "two", second, "three", mixed)))
        .singleElement()
        .asString()
        .contains("I3 invented");
  }

  @Test
  void whatWasGoneAtRestMustNotComeBack() {
    ledger.unwanted(Content.id(second));
    ledger.bury(java.util.List.of(Content.id(first)));
    assertThat(ledger.faults(Map.of("one", first, "two", second)))
        .singleElement()
        .asString()
        .contains("I5 came back");
  }

  @Test
  void whatStayedAtRestIsWantedFromThenOn() {
    ledger.unwanted(Content.id(second));
    ledger.bury(java.util.List.of(Content.id(first), Content.id(second)));
    assertThat(ledger.faults(Map.of("one", first))).singleElement().asString().contains("I2 lost");
  }

  @Test
  void aFileMetHalfWrittenIsItsProgramsDoing() {
    byte[] now = Content.patched(first, 3, new Random(1));
    ledger.overwrote(first, now, "ana", "one");
    byte[] half = Arrays.copyOf(now, first.length);
    int difference = Arrays.mismatch(first, now);
    System.arraycopy(first, difference + 5, half, difference + 5, first.length - difference - 5);
    assertThat(ledger.faults(Map.of("one", now, "two", second, "copy", half))).isEmpty();
    assertThat(ledger.faults(Map.of("one", now, "two", second, "empty", new byte[0]))).isEmpty();
  }

  @Test
  void whatStaysAgainstEveryonesWillIsTold() {
    ledger.unwanted(Content.id(second));
    assertThat(ledger.stale(java.util.List.of(Content.id(first), Content.id(second))))
        .containsExactly(Content.id(second));
    ledger.touched(Content.id(second));
    assertThat(ledger.stale(java.util.List.of(Content.id(second)))).isEmpty();
  }
}
