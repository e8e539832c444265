package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.Explanation;
import app.bothways.sync.Explanation.Has;
import app.bothways.sync.Explanation.Holder;
import app.bothways.sync.Explanation.State;
import app.bothways.sync.ignore.Rule;
import app.bothways.sync.ignore.Verdict;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.plan.Action;
import app.bothways.sync.plan.ConflictName;
import app.bothways.sync.plan.Planner;
import app.bothways.sync.plan.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers "why is this (not) here?" from what the machine itself decides by. Changes nothing. */
final class Explainer {
  private final Work work;

  /** The answer without what concerns the whole folder and the other devices. */
  private record Answer(
      State state, Optional<Reason> reason, List<SyncError> blocks, String text, String next) {
    Answer(State state, String text, String next) {
      this(state, Optional.empty(), List.of(), text, next);
    }
  }

  Explainer(Work work) {
    this.work = work;
  }

  /**
   * @param members all other members, connected or not
   * @param ofFolder what keeps the whole folder from going on
   */
  Explanation explain(RelPath path, Collection<NodeId> members, List<SyncError> ofFolder) {
    Optional<Row> mine = work.index().row(path);
    Verdict verdict = work.policy().rules().verdict(path);
    Optional<Rule> rule =
        verdict instanceof Verdict.Decided decided ? Optional.of(decided.rule()) : Optional.empty();
    List<Holder> holders = members.stream().map(m -> holder(m, path, mine)).toList();
    Answer answer = answer(path, mine, verdict);
    List<SyncError> blocks = new ArrayList<>(answer.blocks());
    boolean atRest =
        answer.state() == State.HERE
            || answer.state() == State.IGNORED
            || answer.state() == State.DELETED;
    if (!atRest) {
      blocks.addAll(ofFolder);
    }
    return new Explanation(
        path,
        answer.state(),
        rule,
        mine.map(Row::entry),
        mine.map(Row::entry).map(Entry::version).flatMap(this::maker),
        answer.reason(),
        holders,
        blocks,
        answer.text(),
        answer.next());
  }

  private Optional<String> maker(Version version) {
    return work.index().label(version.actor());
  }

  private Holder holder(NodeId device, RelPath path, Optional<Row> mine) {
    Optional<Member> member = work.members().member(device).filter(m -> m.announced);
    return new Holder(device, member.isPresent(), has(device, member, path, mine));
  }

  private Has has(NodeId device, Optional<Member> member, RelPath path, Optional<Row> mine) {
    if (work.index().margin().withdrawn(path).contains(device)) {
      return Has.TAKES_NO_PART;
    }
    Optional<Entry> theirs =
        work.index().remotes(path).stream()
            .filter(r -> r.device().equals(device))
            .map(Remote::entry)
            .findFirst();
    if (theirs.isPresent()) {
      return theirs.get() instanceof Tombstone ? Has.DELETED : Has.ANOTHER_VERSION;
    }
    if (work.index().mark(device).index() == 0 || mine.filter(Row::isPublished).isEmpty()) {
      return mine.isEmpty() && work.index().mark(device).index() != 0 ? Has.NOTHING : Has.UNKNOWN;
    }
    boolean all =
        member
            .flatMap(Member::standing)
            .filter(s -> s.needItems() == 0 && s.acked() >= mine.get().seq())
            .isPresent();
    if (mine.get().entry() instanceof Tombstone) {
      return all ? Has.DELETED : Has.UNKNOWN;
    }
    return all ? Has.THIS_VERSION : Has.THIS_VERSION_OR_SOON;
  }

  private Answer answer(RelPath path, Optional<Row> mine, Verdict verdict) {
    if (work.policy().excludes(path, mine)) {
      return ignored(path, verdict);
    }
    Optional<SyncError> trouble = work.troubles().error(path);
    if (trouble.isPresent()) {
      SyncError error = trouble.get();
      return new Answer(
          State.ERROR, reason(path, mine), List.of(error), error.text(), error.next());
    }
    if (work.deletions().isUnconfirmed(path)) {
      return new Answer(
          State.ERROR,
          "It is gone from this disk with many others; no other device has been told.",
          "It goes everywhere, or comes back, as you decide: folder confirm.");
    }
    List<Entry> theirs = work.index().theirs(path);
    if (!theirs.isEmpty()) {
      return undecided(path, mine, theirs);
    }
    if (mine.isEmpty()) {
      return new Answer(
          State.UNKNOWN,
          "No device has told of it, or it was deleted everywhere.",
          "It appears here when a device that has it connects; old contents: folder versions.");
    }
    return mine.get().entry().version().isLocal() ? local(mine.get()) : settled(path, mine.get());
  }

  private Answer ignored(RelPath path, Verdict verdict) {
    String text =
        switch (verdict) {
          case Verdict.Decided decided -> {
            Rule rule = decided.rule();
            yield "Line " + rule.line() + " of " + rule.file() + " ignores it: " + rule.text();
          }
          case Verdict.OwnFile _ -> "This file holds the rules of this device alone.";
          case Verdict.Synced _ -> "It is ignored.";
        };
    return new Answer(
        State.IGNORED,
        text,
        verdict instanceof Verdict.OwnFile
            ? "It is never sent. Patterns for all devices go to .bothwaysshared."
            : "It is neither sent nor received. To have it synced, put !/" + path + " first.");
  }

  private Optional<Reason> reason(RelPath path, Optional<Row> mine) {
    List<Entry> theirs = work.index().theirs(path);
    return theirs.isEmpty()
        ? Optional.empty()
        : Optional.of(decide(mine, theirs)).map(Action::reason);
  }

  private Action decide(Optional<Row> mine, List<Entry> theirs) {
    return Planner.decide(mine.map(Row::entry), theirs, work.policy().mode());
  }

  private Answer undecided(RelPath path, Optional<Row> mine, List<Entry> theirs) {
    Action action = decide(mine, theirs);
    return switch (action) {
      case Action.Leave leave -> left(leave);
      case Action.Take take -> coming(path, take);
      case Action.StayLocal stay ->
          new Answer(
              State.LOCAL_CHANGE,
              Optional.of(stay.reason()),
              List.of(),
              "It was deleted elsewhere, but changed here.",
              "It stays on this device only.");
      case Action.Keep _, Action.Adopt _, Action.Republish _ ->
          new Answer(
              State.HERE,
              Optional.of(action.reason()),
              List.of(),
              "What is here holds.",
              "Other devices take it over in a moment.");
    };
  }

  private static Answer left(Action.Leave leave) {
    return switch (leave.reason()) {
      case SENDS_ONLY ->
          new Answer(
              State.NOT_TAKEN,
              Optional.of(leave.reason()),
              List.of(),
              "Another device has it otherwise, and this folder only sends.",
              "To make what is here hold everywhere: folder override.");
      default ->
          new Answer(
              State.NOT_TAKEN,
              Optional.of(leave.reason()),
              List.of(),
              "Another device has something else under this name.",
              "It stays until another device decides, or until you move it away.");
    };
  }

  private Answer coming(RelPath path, Action.Take take) {
    Entry entry = take.entry();
    List<NodeId> holders =
        work.index().remotes(path).stream()
            .filter(r -> r.entry().content().equals(entry.content()))
            .map(Remote::device)
            .toList();
    boolean reachable =
        entry.content().isEmpty() || holders.stream().anyMatch(work.members()::reachable);
    String who = maker(entry.version()).map(m -> " by " + m).orElse("");
    String what = entry instanceof Tombstone ? "It was deleted" : "It was changed";
    String aside =
        take.aside().isPresent() ? " What is here becomes a conflict copy, nothing is lost." : "";
    return reachable
        ? new Answer(
            State.COMING,
            Optional.of(take.reason()),
            List.of(),
            what + who + "." + aside,
            "It is brought here as soon as its turn comes.")
        : new Answer(
            State.WAITING,
            Optional.of(take.reason()),
            List.of(CoreErrors.NOBODY_HAS_IT),
            what + who + ", and no device that has it is connected." + aside,
            "It comes when one of these connects: "
                + holders.stream().map(NodeId::shortText).collect(Collectors.joining(", "))
                + ".");
  }

  private static Answer local(Row row) {
    boolean yields = row.entry().version().hlc() == Version.YIELDING;
    String what =
        row.entry() instanceof Tombstone
            ? "It was deleted here, and this folder only receives."
            : "It was changed here, and this folder only receives.";
    return yields
        ? new Answer(
            State.WAITING,
            Optional.of(Reason.REVERTED),
            List.of(),
            "The change that was made here is to be undone.",
            "It is undone when a device connects that has the other version.")
        : new Answer(
            State.LOCAL_CHANGE,
            Optional.of(Reason.LOCAL_CHANGE),
            List.of(),
            what,
            "No other device is told. To have what others have: folder revert.");
  }

  private Answer settled(RelPath path, Row row) {
    String who = maker(row.entry().version()).map(m -> " by " + m).orElse("");
    if (row.entry() instanceof Tombstone) {
      return new Answer(
          State.DELETED, "It was deleted" + who + ".", "Versions that were kept: folder versions.");
    }
    Optional<RelPath> original = ConflictName.originalOf(path);
    if (original.isPresent()) {
      return new Answer(
          State.CONFLICT_COPY,
          "It holds what lost when '" + original.get() + "' was changed on two devices at once.",
          "Choose with: folder resolve.");
    }
    return new Answer(State.HERE, "It is here, as made" + who + ".", "Nothing is to be done.");
  }
}
