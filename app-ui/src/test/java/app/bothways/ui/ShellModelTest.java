package app.bothways.ui;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.Overall;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The line in the corner must be true, whatever the state. */
class ShellModelTest {
  private final ModelRig rig = new ModelRig();

  private String title(State... states) {
    rig.app.folders =
        Stream.of(states)
            .map(
                s ->
                    Sample.folder(
                        s.ordinal(),
                        s.name(),
                        Path.of("/x"),
                        s,
                        Totals.NONE,
                        List.of(Sample.member(1, true, 100))))
            .toList();
    return ShellModel.status(rig.seen().picture()).title();
  }

  @Test
  void upToDateIsSaidOnlyWhenEverythingIsAndSomebodyCanConfirmIt() {
    rig.app.devices = Sample.devices(0);
    assertThat(title(State.IN_SYNC, State.IN_SYNC)).isEqualTo("Up to date");
    assertThat(title(State.IN_SYNC, State.SYNCING)).isEqualTo("Syncing");
    assertThat(title(State.IN_SYNC, State.SCANNING)).isEqualTo("Checking files");
    assertThat(title(State.IN_SYNC, State.PAUSED)).isEqualTo("Up to date, except paused");
    assertThat(title(State.IN_SYNC, State.WAITING)).isEqualTo("Waiting for devices");
    assertThat(title(State.SYNCING, State.ERROR)).isEqualTo("Needs attention");
    assertThat(title(State.PAUSED)).isEqualTo("Paused");
    assertThat(title()).isEqualTo("No folders yet");
    rig.app.devices = List.of(Sample.device(1, "Ana", "", Sample.offline(1)));
    assertThat(title(State.IN_SYNC)).isEqualTo("Nobody to compare with");
  }

  @Test
  void oneProblemAnywhereIsAttention() {
    rig.app.devices = Sample.devices(0);
    FolderStatus fine = Sample.folders().getFirst();
    rig.app.folders = List.of(Sample.troubled(fine, List.of(Sample.error("a")), 0));
    assertThat(ShellModel.status(rig.seen().picture()).title()).isEqualTo("Needs attention");
    rig.app.folders = List.of(fine);
    rig.app.overall = Overall.ATTENTION;
    assertThat(ShellModel.status(rig.seen().picture()).title()).isEqualTo("Needs attention");
  }

  @Test
  void theHintCountsLinks() {
    assertThat(ShellModel.status(rig.seen().picture()).hint()).isEqualTo("No devices yet");
    rig.app.devices = Sample.devices(0);
    assertThat(ShellModel.status(rig.seen().picture()).hint()).isEqualTo("2 direct, 1 relayed");
    rig.app.devices = List.of(Sample.device(1, "Ana", "", Sample.offline(1)));
    assertThat(ShellModel.status(rig.seen().picture()).hint()).isEqualTo("No device connected");
  }
}
