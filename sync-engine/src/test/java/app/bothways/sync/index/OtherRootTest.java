package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database goes with the root of which it tells, and with no other. */
class OtherRootTest {
  @TempDir Path base;
  private long opened;

  /** The actor, which a new database gets anew. */
  private long actor(Optional<String> root) throws IOException {
    var seal = new Seal("device", root, List.of(base.resolve("seal")));
    try (var file = IndexFile.open(base.resolve("index"), ++opened, "here", seal)) {
      return file.index().actor();
    }
  }

  @Test
  void forARootThatWasMadeAnewADatabaseBegins() throws Exception {
    assertThat(actor(Optional.of("first"))).isEqualTo(1);
    assertThat(actor(Optional.of("first"))).isEqualTo(1);
    assertThat(actor(Optional.of("second"))).isEqualTo(3);
    assertThat(actor(Optional.of("second"))).isEqualTo(3);
    try (var file = IndexFile.open(base.resolve("index"), 99, "here", Seal.none())) {
      assertThat(file.index().joining()).isTrue();
    }
    assertThat(base.resolve("index.damaged-1")).exists();
    assertThat(base.resolve("index.damaged-2")).doesNotExist();
  }

  @Test
  void whileNoRootIsSeenTheDatabaseStays() throws Exception {
    actor(Optional.of("first"));
    assertThat(actor(Optional.empty())).isEqualTo(1);
    assertThat(actor(Optional.of("first"))).isEqualTo(1);
    assertThat(base.resolve("index.damaged-1")).doesNotExist();
  }

  @Test
  void aDatabaseThatKnowsOfNoRootIsOfTheFirstThatIsSeen() throws Exception {
    actor(Optional.empty());
    assertThat(actor(Optional.of("first"))).isEqualTo(1);
    assertThat(actor(Optional.of("second"))).isNotEqualTo(1);
  }
}
