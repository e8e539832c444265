package app.bothways.ui.folder;

import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import app.bothways.ui.folder.FolderPage.Facts;
import app.bothways.ui.folder.FolderPage.Member;
import app.bothways.ui.folders.FolderRow;
import app.bothways.ui.folders.FolderRows;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Badge.Kind;
import app.bothways.ui.parts.Figure;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.util.List;
import java.util.Optional;

/** Turns the engine's view of a folder into its page. Pure. */
final class FolderPages {
  private FolderPages() {}

  static FolderPage page(FolderStatus f, Snapshot now) {
    Optional<SyncError> held =
        f.errors().stream()
            .filter(e -> e.code() == ErrorCode.MANY_DELETED || e.code() == ErrorCode.MANY_SCRAMBLED)
            .findFirst();
    List<SyncError> problems =
        f.errors().stream().filter(e -> e.code() != ErrorCode.MANY_DELETED).toList();
    return new FolderPage(
        FolderRows.row(f, 0, now),
        Format.path(f.path()),
        facts(f),
        f.mode(),
        f.members().stream().map(m -> member(m, now)).toList(),
        held,
        problems.stream().limit(FolderRow.SHOWN).toList(),
        problems.size(),
        f.conflicts(),
        f.notTaken(),
        f.localOnly());
  }

  private static Facts facts(FolderStatus f) {
    boolean moves = f.state() == State.SYNCING && f.bytesPerSecond() > 0;
    Format.Amount rate = Format.amount(f.bytesPerSecond());
    String left = f.eta().map(e -> Texts.of("folders.time-left", Format.duration(e))).orElse("");
    return new Facts(
        figure(f.local().files(), f.local().bytes()),
        figure(f.global().files(), f.global().bytes()),
        f.need().files() == 0 && f.need().bytes() == 0
            ? new Figure("0", "", Texts.of("folder.nothing-to-come"))
            : figure(f.need().files(), f.need().bytes()),
        moves
            ? new Figure(rate.number(), rate.unit() + "/s", left)
            : new Figure(Texts.of("common.none"), "", Texts.of("folder.nothing-moves")));
  }

  private static Figure figure(long files, long bytes) {
    return new Figure(
        String.format(Texts.LOCALE, "%,d", files),
        Texts.of("folder.files", files),
        Format.bytes(bytes));
  }

  private static Member member(FolderStatus.Member m, Snapshot now) {
    String name = now.nameOf(m.id());
    double fraction = Math.clamp(m.completion() / 100, 0, 1);
    String id = m.id().toString();
    if (!m.connected()) {
      var away = new Badge(Kind.MUTED, "fth-wifi-off", Texts.of("folder.member-away"));
      return new Member(id, name, away, fraction, Texts.of("folder.member-unknown"));
    }
    if (m.completion() >= 100) {
      var has = new Badge(Kind.OK, "fth-check", Texts.of("folders.state.in_sync"));
      return new Member(id, name, has, 1, "");
    }
    var fetches = new Badge(Kind.INFO, "fth-refresh-cw", Texts.of("folder.member-fetches"));
    long percent = Math.min(99, (long) m.completion());
    return new Member(id, name, fetches, fraction, percent + " %");
  }
}
