package app.bothways.ui;

import app.bothways.sync.Explanation;
import app.bothways.sync.FolderCare.ConflictCopy;
import app.bothways.sync.FolderCare.Difference;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.Need;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.ignore.Rule;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.versions.KeptVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What there may be inside an imaginary person's folder. */
public final class Inside {
  private static final RelPath WAV = RelPath.of("2026/birch/take 3.wav");

  private Inside() {}

  /** A folder of a given mode that stands at rest. */
  public static FolderStatus folder(FolderMode mode, long notTaken, long localOnly) {
    return with(Sample.folders().get(2), List.of(), mode, notTaken, localOnly);
  }

  /** The same with something that waits for a person. */
  public static FolderStatus held(FolderStatus f) {
    var error =
        new SyncError(
            ErrorCode.MANY_DELETED,
            "",
            "Other devices have deleted 212 files; here they are kept so far.",
            "Confirm the deletion.");
    return with(f, List.of(error, Sample.error(WAV.toString())), f.mode(), 0, 0);
  }

  /** A folder with files that look as if somebody had encrypted them. */
  public static FolderStatus scrambled() {
    FolderStatus f =
        Sample.folder(
            3,
            "Office",
            Path.of("/data/office"),
            State.ERROR,
            new Totals(812, 40, 1_900_000_000L),
            List.of(Sample.member(1, true, 100)));
    var errors =
        Stream.of("report.odt", "thesis.odt", "budget.ods")
            .map(
                name ->
                    new SyncError(
                        ErrorCode.MANY_SCRAMBLED,
                        name,
                        "It was changed into what looks encrypted.",
                        "Put back what it was, or confirm the change."))
            .toList();
    return with(f, errors, f.mode(), 0, 0);
  }

  public static FolderStatus receiving() {
    var members =
        List.of(
            Sample.member(1, true, 100), Sample.member(2, true, 64), Sample.member(3, false, 0));
    FolderStatus f =
        Sample.folder(
            1,
            "Documents",
            Path.of(System.getProperty("user.home"), "Documents"),
            State.SYNCING,
            new Totals(2_417, 300, 4_100_000_000L),
            members);
    return Sample.needing(f, new Need(12, 1_476_000_000L), 11_700_000, Duration.ofSeconds(126));
  }

  private static FolderStatus with(
      FolderStatus f, List<SyncError> errors, FolderMode mode, long notTaken, long localOnly) {
    return new FolderStatus(
        f.id(),
        f.name(),
        f.path(),
        errors.isEmpty() ? f.state() : State.ERROR,
        f.local(),
        f.global(),
        f.need(),
        f.members(),
        errors,
        f.conflicts(),
        0,
        Optional.empty(),
        mode,
        notTaken,
        localOnly);
  }

  /** Fills the inside of the folders of {@code app}. */
  public static void fill(FakeApp app) {
    Instant now = Instant.now();
    app.care.conflicts.add(
        new ConflictCopy(
            WAV,
            RelPath.of("2026/birch/take 3 (conflict, Studio Mac, 2026-11-20 18-04 UTC).wav"),
            "Studio Mac",
            48_200_000));
    app.care.conflicts.add(
        new ConflictCopy(
            RelPath.of("notes.md"),
            RelPath.of("notes (conflict, Ana’s laptop, 2026-11-19 07-12 UTC).md"),
            "Ana’s laptop",
            2_310));
    app.care.versions.add(version("2026/birch/take 2.wav", "v1", now.minusSeconds(7_200)));
    app.care.versions.add(version("2026/birch/take 2.wav", "v2", now.minusSeconds(86_400)));
    app.care.versions.add(version("plans/garden.odt", "v1", now.minusSeconds(500_000)));
    app.care.differences.add(new Difference(WAV, Difference.Kind.CHANGED_HERE));
    app.care.differences.add(
        new Difference(RelPath.of("2026/birch/mix.wav"), Difference.Kind.ONLY_HERE));
    app.care.explanations.put(WAV, waiting());
    app.care.explanations.put(RelPath.of("cache/x.tmp"), ignored());
  }

  private static KeptVersion version(String path, String id, Instant kept) {
    return new KeptVersion(
        RelPath.of(path), id, kept, kept.minusSeconds(90_000), 41_000_000 + id.hashCode());
  }

  private static Explanation waiting() {
    return explanation(
        WAV,
        Explanation.State.WAITING,
        Optional.empty(),
        "A newer version by Studio Mac is known, but no device that has it is connected.",
        "It comes when a device that has it connects.");
  }

  private static Explanation ignored() {
    return explanation(
        RelPath.of("cache/x.tmp"),
        Explanation.State.IGNORED,
        Optional.of(rule()),
        "It is ignored on this device.",
        "It takes part again when the pattern is taken away.");
  }

  private static Rule rule() {
    return new Rule(".bothwaysignore", 3, "*.tmp", Rule.Fate.IGNORE);
  }

  private static Explanation explanation(
      RelPath path, Explanation.State state, Optional<Rule> rule, String text, String next) {
    return new Explanation(
        path,
        state,
        rule,
        Optional.empty(),
        Optional.of("Studio Mac"),
        Optional.empty(),
        List.of(
            new Explanation.Holder(Sample.node(1), true, Explanation.Has.ANOTHER_VERSION),
            new Explanation.Holder(Sample.node(2), false, Explanation.Has.THIS_VERSION)),
        List.of(),
        text,
        next);
  }
}
