package app.bothways.ui.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.pairing.DeviceInfo;
import app.bothways.pairing.PairingCode;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingEvent.Reason;
import app.bothways.pairing.PairingEvent.Way;
import app.bothways.pairing.qr.QrImage;
import app.bothways.ui.ModelRig;
import app.bothways.ui.Sample;
import app.bothways.ui.parts.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairingModelTest {
  private final ModelRig rig = new ModelRig();
  private final PairingModel model = new PairingModel(rig.live, Codes.ofPairing());

  private PairingEvent.Code code() {
    return new PairingEvent.Code(PairingCode.parse(Sample.LINK), rig.now.plusSeconds(300));
  }

  private PairingEvent.Confirm confirm() {
    return new PairingEvent.Confirm(
        Sample.node(5), new DeviceInfo("Studio Mac", "macOS 26"), "480271", Way.RELAY);
  }

  @Test
  void aCodeCountsDown() {
    model.showCode();
    assertThat(model.step().get()).isInstanceOf(Step.Preparing.class);
    rig.app.tell(code());
    assertThat(model.step().get())
        .isEqualTo(new Step.Showing(Sample.LINK, rig.now.plusSeconds(300)));
    rig.later(28);
    model.tick();
    assertThat(model.countdown().get()).isEqualTo("4:32");
  }

  @Test
  void bothPeopleConfirmAndTheDeviceIsPaired() {
    model.showCode();
    rig.app.tell(code());
    rig.app.tell(confirm());
    assertThat(model.step().get())
        .isEqualTo(new Step.Confirming("Studio Mac", "macOS 26", "480271", Way.RELAY));
    assertThat(rig.app.asked).doesNotContain("confirm");
    model.confirm();
    assertThat(rig.app.asked).contains("confirm");
    assertThat(model.step().get()).isEqualTo(new Step.Waiting("Studio Mac"));
    rig.app.tell(new PairingEvent.WaitingForOther());
    rig.app.tell(new PairingEvent.Paired(Sample.devices(0).getFirst().device()));
    assertThat(model.step().get()).isEqualTo(new Step.Paired("Ana’s laptop"));
  }

  @Test
  void nothingIsConfirmedBeforeThereAreDigits() {
    model.showCode();
    rig.app.tell(code());
    model.confirm();
    assertThat(rig.app.asked).doesNotContain("confirm");
  }

  @Test
  void sayingNoTellsTheOtherSide() {
    model.join(Sample.LINK);
    rig.app.tell(confirm());
    model.reject();
    assertThat(rig.app.asked).contains("reject");
  }

  @Test
  void anEventOfAnAttemptThatWasGivenUpChangesNothing() {
    model.showCode();
    var old = rig.app.pairing.orElseThrow();
    model.reset();
    old.accept(confirm());
    assertThat(model.step().get()).isEqualTo(new Step.Idle());
    assertThat(rig.app.asked).contains("close");
  }

  @Test
  void everyReasonForAFailureHasItsOwnTextAndNextStep() {
    for (Reason reason : Reason.values()) {
      model.showCode();
      rig.app.tell(new PairingEvent.Failed(reason, "x"));
      assertThat(model.step().get()).isEqualTo(new Step.Failed(reason));
    }
    var titles =
        Stream.of(Reason.values())
            .map(r -> Texts.each("pairing.failed", r))
            .collect(Collectors.toSet());
    assertThat(titles).hasSize(Reason.values().length);
  }

  @Test
  void aTextThatIsNoLinkIsRefusedWithASentence() {
    rig.app.refuse = Optional.of("This is not a pairing link.");
    model.join("hello");
    assertThat(model.problem().get()).isEqualTo("This is not a pairing link.");
    assertThat(model.step().get()).isEqualTo(new Step.Idle());
    model.join("  ");
    assertThat(model.problem().get()).isEqualTo(Texts.of("pairing.nothing-to-paste"));
  }

  @Test
  void aPictureOfTheCodeIsAsGoodAsTheLink(@TempDir Path dir) throws Exception {
    var picture = QrImage.of(PairingCode.parse(Sample.LINK)).toImage(4);
    Path file = dir.resolve("code.png");
    ImageIO.write(picture, "png", file.toFile());
    model.join(file);
    assertThat(rig.app.asked).contains("join " + Sample.LINK);
    assertThat(model.step().get()).isEqualTo(new Step.Joining());
  }

  @Test
  void aPictureWithoutACodeAndAFileThatIsNoPictureAreToldApart(@TempDir Path dir) throws Exception {
    var blank = new java.awt.image.BufferedImage(80, 80, java.awt.image.BufferedImage.TYPE_INT_RGB);
    model.join(blank);
    assertThat(model.problem().get()).isEqualTo(Texts.of("pairing.no-code-in-picture"));
    Path file = Files.writeString(dir.resolve("notes.txt"), "no picture");
    model.join(file);
    assertThat(model.problem().get()).contains("notes.txt");
    assertThat(rig.app.asked).noneMatch(a -> a.startsWith("join"));
  }
}
