package app.bothways.ui.folders;

import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.Member;
import app.bothways.ui.folders.FolderRow.Progress;
import app.bothways.ui.folders.FolderRow.Target;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Badge.Kind;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the engine's view of a folder into words. Pure. */
public final class FolderRows {
  private FolderRows() {}

  public static FolderRow row(FolderStatus f, int index, Snapshot now) {
    List<String> names = f.members().stream().map(m -> now.nameOf(m.id())).toList();
    String devices =
        names.size() == 1 ? names.getFirst() : Texts.of("folders.devices", names.size());
    return new FolderRow(
        f.id().text(),
        index,
        f.name(),
        Texts.of(
            "folders.detail",
            Format.path(f.path()),
            f.local().files(),
            Format.bytes(f.local().bytes())),
        devices,
        names.isEmpty() ? Texts.of("folders.devices", 0) : String.join(", ", names),
        badge(f),
        progress(f, now),
        f.state() == FolderStatus.State.PAUSED,
        !f.members().isEmpty(),
        f.errors().stream().limit(FolderRow.SHOWN).toList(),
        f.errors().size(),
        targets(f, now));
  }

  private static List<Target> targets(FolderStatus f, Snapshot now) {
    Set<Object> members = f.members().stream().map(Member::id).collect(Collectors.toSet());
    return now.devices().stream()
        .filter(d -> !members.contains(d.device().id()))
        .map(d -> new Target(d.device().id().toString(), d.device().name()))
        .toList();
  }

  private static Badge badge(FolderStatus f) {
    return switch (f.state()) {
      case PAUSED -> new Badge(Kind.MUTED, "fth-pause", Texts.of("folders.state.paused"));
      case ERROR -> new Badge(Kind.BAD, "fth-alert-triangle", Texts.of("folders.state.error"));
      case SCANNING -> new Badge(Kind.INFO, "fth-search", Texts.of("folders.state.scanning"));
      case SYNCING -> new Badge(Kind.INFO, "fth-refresh-cw", Texts.of("folders.state.syncing"));
      case WAITING -> new Badge(Kind.MUTED, "fth-clock", Texts.of("folders.state.waiting"));
      case IN_SYNC -> settled(f);
    };
  }

  /** What is said of a folder in which nothing moves: the worst that is true of it. */
  private static Badge settled(FolderStatus f) {
    if (!f.errors().isEmpty()) {
      String text = Texts.of("folders.problems", f.errors().size());
      return new Badge(Kind.WARN, "fth-alert-triangle", text);
    }
    if (f.conflicts() > 0) {
      String text = Texts.of("folders.conflicts", f.conflicts());
      return new Badge(Kind.WARN, "fth-alert-triangle", text);
    }
    if (f.members().isEmpty()) {
      return new Badge(Kind.MUTED, "fth-user", Texts.of("folders.state.alone"));
    }
    return new Badge(Kind.OK, "fth-check", Texts.of("folders.state.in_sync"));
  }

  private static Optional<Progress> progress(FolderStatus f, Snapshot now) {
    if (f.state() != FolderStatus.State.SYNCING) {
      return Optional.empty();
    }
    if (f.need().files() > 0 || f.need().bytes() > 0) {
      return Optional.of(receiving(f));
    }
    return f.members().stream()
        .filter(m -> m.connected() && m.completion() < 100)
        .min((a, b) -> Double.compare(a.completion(), b.completion()))
        .map(m -> sending(m, now));
  }

  private static Progress receiving(FolderStatus f) {
    long all = f.global().bytes();
    double fraction =
        all > 0
            ? 1 - (double) f.need().bytes() / all
            : 1 - (double) f.need().files() / Math.max(1, f.global().files());
    String rate = f.bytesPerSecond() > 0 ? Format.rate(f.bytesPerSecond()) : "";
    String left = f.eta().map(e -> Texts.of("folders.time-left", Format.duration(e))).orElse("");
    String pace = rate.isEmpty() || left.isEmpty() ? rate + left : rate + "  ·  " + left;
    return of(fraction, Texts.of("folders.receiving", f.need().files()), pace);
  }

  private static Progress sending(Member to, Snapshot now) {
    return of(to.completion() / 100, Texts.of("folders.sending", now.nameOf(to.id())), "");
  }

  private static Progress of(double fraction, String text, String pace) {
    double within = Math.clamp(fraction, 0, 1);
    // 100 % is for what is done.
    long percent = Math.min(99, (long) (within * 100));
    return new Progress(within, percent + " %", text, pace);
  }
}
