package app.bothways.tests.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/** What may import what, as docs/architecture.md draws it. */
final class HouseRules {
  private static final String NET = "app.bothways.net..";
  private static final String PAIRING = "app.bothways.pairing..";
  private static final String SYNC = "app.bothways.sync..";
  private static final String APP = "app.bothways.app..";
  private static final String UI = "app.bothways.ui..";

  /** The part of net that the other rooms may use. */
  private static final DescribedPredicate<JavaClass> NET_FOR_OTHERS =
      resideInAnyPackage(
          "app.bothways.net",
          "app.bothways.net.identity",
          "app.bothways.net.address",
          "app.bothways.net.link",
          "app.bothways.net.report");

  /** What a window may know: the facade, and values to show. */
  private static final DescribedPredicate<JavaClass> SHOWABLE =
      resideInAnyPackage(
              UI,
              "app.bothways.app",
              "app.bothways.pairing",
              "app.bothways.pairing.qr",
              "app.bothways.sync",
              "app.bothways.sync.model",
              "app.bothways.sync.versions",
              "app.bothways.net.identity",
              "app.bothways.net.address",
              "app.bothways.net.report")
          .or(
              describe(
                  "PathPolicy, Subscription or an ignore rule as it was written",
                  type ->
                      Set.of(
                              "app.bothways.net.PathPolicy",
                              "app.bothways.net.Subscription",
                              "app.bothways.sync.ignore.Rule")
                          .contains(type.getName())));

  private static final Set<String> WINDOW_OPENERS = Set.of("app.bothways.app.Launcher");

  private static final DescribedPredicate<JavaClass> OPENS_THE_WINDOW =
      describe(
          "open the window",
          type -> WINDOW_OPENERS.contains(type.getName().replaceAll("\\$.*", "")));

  private static final Set<String> CLOCKS_AND_DICE =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID");

  private HouseRules() {}

  static List<ArchRule> all() {
    return List.of(
        netKnowsNobody(),
        pairingKnowsOnlyNet(),
        syncKnowsOnlyNet(),
        appDoesNotKnowTheWindow(),
        onlyTheFrontOfNetIsUsed(),
        theMemoryNetIsForTests(),
        theRelayServerStandsAlone(),
        nettyStaysInNet(),
        theWindowKnowsOnlyTheFacade(),
        theCoreTouchesNoWorld(),
        theCoreReadsNoClockAndNoDice(),
        onlyTheAppEndsTheProcess());
  }

  static ArchRule netKnowsNobody() {
    return rule(NET, resideInAnyPackage(PAIRING, SYNC, APP, UI), "net is the ground floor");
  }

  static ArchRule pairingKnowsOnlyNet() {
    return rule(PAIRING, resideInAnyPackage(SYNC, APP, UI), "pairing knows nothing of folders");
  }

  static ArchRule syncKnowsOnlyNet() {
    return rule(SYNC, resideInAnyPackage(PAIRING, APP, UI), "sync knows nothing of pairing");
  }

  static ArchRule appDoesNotKnowTheWindow() {
    return noClasses()
        .that(resideInAPackage(APP).and(DescribedPredicate.not(OPENS_THE_WINDOW)))
        .should()
        .dependOnClassesThat(resideInAPackage(UI))
        .because("the node runs without a window; where processes begin, one is opened")
        .allowEmptyShould(true);
  }

  static ArchRule onlyTheFrontOfNetIsUsed() {
    DescribedPredicate<JavaClass> hidden =
        resideInAPackage(NET).and(DescribedPredicate.not(NET_FOR_OTHERS));
    DescribedPredicate<JavaClass> relayServer = resideInAPackage("app.bothways.net.relay.server..");
    return com.tngtech.archunit.lang.CompositeArchRule.of(
            rule(PAIRING, hidden, "pairing uses the front of net"))
        .and(rule(SYNC, hidden, "sync uses the front of net"))
        .and(rule(UI, hidden, "ui uses the front of net"))
        .and(
            rule(
                APP,
                hidden.and(DescribedPredicate.not(relayServer)),
                "app uses the front of net, and starts relay servers"));
  }

  static ArchRule theRelayServerStandsAlone() {
    return rule(
        "app.bothways.net.relay.server..",
        resideInAnyPackage("app.bothways..", "javafx..", "java.awt..", "javax.swing..")
            .and(
                DescribedPredicate.not(
                    resideInAnyPackage(
                        "app.bothways.net.relay.server..",
                        "app.bothways.net.relay.protocol",
                        "app.bothways.net.relay.flow",
                        "app.bothways.net.identity",
                        "app.bothways.net.address..",
                        "app.bothways.net.path"))),
        "a relay knows keys and frames, no devices, folders or windows");
  }

  static ArchRule theMemoryNetIsForTests() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("app.bothways.net.memory..")
        .should()
        .dependOnClassesThat(resideInAPackage("app.bothways.net.memory.."))
        .because("a network inside one process is for tests")
        .allowEmptyShould(true);
  }

  static ArchRule nettyStaysInNet() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(NET)
        .should()
        .dependOnClassesThat(resideInAPackage("io.netty.."))
        .because("no Netty type leaves net")
        .allowEmptyShould(true);
  }

  static ArchRule theWindowKnowsOnlyTheFacade() {
    return rule(
        UI,
        resideInAPackage("app.bothways..").and(DescribedPredicate.not(SHOWABLE)),
        "the window is a client of App and shows values");
  }

  static ArchRule theCoreTouchesNoWorld() {
    DescribedPredicate<JavaClass> world =
        resideInAnyPackage("java.net..", "java.nio.channels..", "java.util.concurrent..")
            .or(
                describe(
                    "files, clocks, random sources or threads",
                    type ->
                        type.getName().equals("java.nio.file.Files")
                            || type.getName().startsWith("java.io.File")
                            || type.getName().equals("java.io.RandomAccessFile")
                            || type.getName().equals("java.time.Clock")
                            || type.isAssignableTo(java.util.random.RandomGenerator.class)
                            || type.isAssignableTo(Thread.class)));
    return noClasses()
        .that(isCore())
        .should()
        .dependOnClassesThat(world)
        .because("the deterministic core gets everything as events")
        .allowEmptyShould(true);
  }

  static ArchRule theCoreReadsNoClockAndNoDice() {
    return noClasses()
        .that(isCore())
        .should()
        .callMethodWhere(
            describe(
                "reads a clock or rolls dice",
                call -> CLOCKS_AND_DICE.contains(fullName(call.getTarget()))))
        .because("the same events must give the same effects")
        .allowEmptyShould(true);
  }

  static ArchRule onlyTheAppEndsTheProcess() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(APP)
        .should()
        .callMethodWhere(
            describe(
                "System.exit or Runtime.halt",
                call ->
                    fullName(call.getTarget()).equals("java.lang.System.exit")
                        || fullName(call.getTarget()).equals("java.lang.Runtime.halt")))
        .allowEmptyShould(true);
  }

  private static String fullName(AccessTarget target) {
    return target.getOwner().getName() + "." + target.getName();
  }

  private static DescribedPredicate<JavaClass> isCore() {
    return resideInAnyPackage(
        "app.bothways.sync.plan..", "app.bothways.sync.core..", "app.bothways.sync.model..");
  }

  private static ArchRule rule(
      String room, DescribedPredicate<JavaClass> forbidden, String because) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(forbidden)
        .because(because)
        .allowEmptyShould(true);
  }
}
