package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderStatus.Need;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.core.FolderMachine;
import app.bothways.sync.core.Message;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.transfer.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes what people see of a folder. */
final class Statuses {
  private static final SyncError BEING_OPENED =
      new SyncError(
          ErrorCode.ROOT_MISSING,
          "",
          "The folder is being opened.",
          "It is tried again every few seconds.");

  private Statuses() {}

  static FolderStatus of(
      FolderStore.Folder folder,
      Optional<FolderRuntime> running,
      Optional<SyncError> broken,
      Predicate<NodeId> connected) {
    if (running.isEmpty()) {
      SyncError error = broken.orElse(BEING_OPENED);
      return new FolderStatus(
          folder.id(),
          folder.name(),
          folder.path(),
          State.ERROR,
          Totals.NONE,
          Totals.NONE,
          Need.NOTHING,
          members(folder, Look.NONE, connected),
          List.of(error),
          0,
          0,
          Optional.empty(),
          folder.mode(),
          0,
          0);
    }
    Look look = running.get().look();
    Progress progress = running.get().progress();
    return new FolderStatus(
        folder.id(),
        folder.name(),
        folder.path(),
        state(look.state()),
        look.totals(),
        new Totals(
            look.totals().files() + look.need().files(),
            look.totals().dirs(),
            look.totals().bytes() + look.need().bytes()),
        look.need(),
        members(folder, look, connected),
        look.errors(),
        running.get().conflicts(),
        progress.receivedPerSecond(),
        progress.eta(look.need().files(), look.need().bytes()),
        look.differences().mode(),
        look.differences().notTaken(),
        look.differences().localOnly());
  }

  /** By whole id, name or path, or by the beginning of an id; empty when that fits several. */
  static Optional<FolderStatus> find(List<FolderStatus> all, String wanted) {
    List<FolderStatus> exact =
        all.stream()
            .filter(
                f ->
                    f.id().text().equals(wanted)
                        || f.name().equals(wanted)
                        || f.path().toString().equals(wanted))
            .toList();
    if (!exact.isEmpty() || wanted.isEmpty()) {
      return exact.size() == 1 ? Optional.of(exact.getFirst()) : Optional.empty();
    }
    List<FolderStatus> begun = all.stream().filter(f -> f.id().text().startsWith(wanted)).toList();
    return begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty();
  }

  private static State state(FolderMachine.State state) {
    return switch (state) {
      case SCANNING -> State.SCANNING;
      case SYNCING -> State.SYNCING;
      case IN_SYNC -> State.IN_SYNC;
      case WAITING -> State.WAITING;
      case PAUSED -> State.PAUSED;
      case ERROR -> State.ERROR;
    };
  }

  private static List<FolderStatus.Member> members(
      FolderStore.Folder folder, Look look, Predicate<NodeId> connected) {
    return folder.members().stream()
        .sorted()
        .map(
            id ->
                new FolderStatus.Member(
                    id,
                    connected.test(id),
                    completion(look, Optional.ofNullable(look.standings().get(id)))))
        .toList();
  }

  private static double completion(Look look, Optional<Message.Standing> standing) {
    if (standing.isEmpty()) {
      return 0;
    }
    Message.Standing s = standing.get();
    if (s.needItems() == 0) {
      return 100;
    }
    double all = Math.max(1, look.totals().bytes() + look.totals().files());
    return Math.max(0, Math.min(99.9, 100 - 100 * (s.needBytes() + s.needItems()) / all));
  }
}
