package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Explanation;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainTest {
  @Test
  void beforeTheFirstScanNothingIsKnownAndThatIsSaid() {
    var machine = new FolderMachine(new MemoryIndex(1, "anna"));
    Explanation why = machine.inside().explain(RelPath.of("a"), List.of());
    assertThat(why.state()).isEqualTo(Explanation.State.UNKNOWN);
    assertThat(why.blocks()).extracting(e -> e.code()).containsExactly(ErrorCode.SCANNING);
  }

  @Test
  void whatOnlyADeviceThatIsAwayHasIsWaitedFor() {
    var index = new MemoryIndex(1, "anna");
    var away = NodeId.of(new byte[32]);
    var version = new Version(VersionVector.EMPTY.plus(2), 9L << 16, 2);
    var content = ContentId.of(new byte[32]);
    RelPath path = RelPath.of("a");
    index.putRemote(
        new Remote(away, new FileEntry(path, version, 1, 0, false, content, Optional.empty())));
    Explanation why = new FolderMachine(index).inside().explain(path, List.of(away));
    assertThat(why.state()).isEqualTo(Explanation.State.WAITING);
    assertThat(why.blocks()).extracting(e -> e.code()).contains(ErrorCode.NOBODY_HAS_IT);
    assertThat(why.devices().getFirst().has()).isEqualTo(Explanation.Has.ANOTHER_VERSION);
  }
}
