package app.bothways.sync.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what a disk can do, the best is chosen, and only what it really does. */
class SwapsTest {
  @TempDir Path dir;

  private AtomicSwap probed(AtomicSwap system) throws IOException {
    AtomicSwap chosen = Swaps.probe(Optional.of(system), dir);
    assertThat(dir).isEmptyDirectory();
    return chosen;
  }

  /** As exFAT and NTFS do where the Linux kernel itself knows them. */
  @Test
  void aDiskThatOnlyRefusesToOverwriteIsAskedTo() throws IOException {
    AtomicSwap system = Surprised.refusing();
    AtomicSwap chosen = probed(system);
    assertThat(chosen).isEqualTo(new NoReplaceSwap(system));
    Path from = Files.writeString(dir.resolve("from"), "ours");
    Path to = Files.writeString(dir.resolve("to"), "somebody's");
    assertThatThrownBy(() -> chosen.publish(from, to))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(to).hasContent("somebody's");
  }

  /** As programs behind a mount may do. */
  @Test
  void aDiskThatOverwritesWhateverItIsAskedIsNotBelieved() throws IOException {
    AtomicSwap careless =
        (from, to) ->
            Files.move(
                from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(probed(careless)).isInstanceOf(LinkSwap.class);
  }

  @Test
  void aDiskThatKnowsNeitherGivesSecondNames() throws IOException {
    AtomicSwap none =
        (from, to) -> {
          throw new FileSystemException(from.toString(), null, "Invalid argument");
        };
    assertThat(probed(none)).isInstanceOf(LinkSwap.class);
  }
}
