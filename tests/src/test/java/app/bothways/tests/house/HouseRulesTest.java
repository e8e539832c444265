package app.bothways.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.pairing.wrong.PairingThatKnowsFolders;
import app.bothways.sync.plan.PlannerThatReadsClocks;
import app.bothways.sync.plan.PlannerThatReadsTheDisk;
import app.bothways.ui.wrong.WindowThatDials;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms keep to themselves; and each kind of rule is shown to catch who does not. */
class HouseRulesTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("app.bothways");

  static List<ArchRule> rules() {
    return HouseRules.all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theHouseKeeps(ArchRule rule) {
    rule.check(PRODUCT);
  }

  @Test
  void everyRoomIsLookedAt() {
    for (String name :
        List.of("net", "pairing", "sync", "sync.plan", "sync.core", "sync.model", "app", "ui")) {
      assertThat(PRODUCT.containPackage("app.bothways." + name)).as(name).isTrue();
    }
  }

  @Test
  void aPlannerThatReadsTheDiskIsCaught() {
    assertCaught(HouseRules.theCoreTouchesNoWorld(), PlannerThatReadsTheDisk.class);
  }

  @Test
  void aPlannerThatReadsClocksIsCaught() {
    assertCaught(HouseRules.theCoreReadsNoClockAndNoDice(), PlannerThatReadsClocks.class);
  }

  @Test
  void pairingThatKnowsFoldersIsCaught() {
    assertCaught(HouseRules.pairingKnowsOnlyNet(), PairingThatKnowsFolders.class);
  }

  @Test
  void aWindowThatDialsIsCaught() {
    assertCaught(HouseRules.theWindowKnowsOnlyTheFacade(), WindowThatDials.class);
  }

  @Test
  void nettyOutsideNetIsCaught() {
    assertCaught(HouseRules.nettyStaysInNet(), WindowThatDials.class);
  }

  private static void assertCaught(ArchRule rule, Class<?> offender) {
    var classes = new ClassFileImporter().importClasses(offender);
    assertThat(rule.evaluate(classes).hasViolation()).isTrue();
  }
}
