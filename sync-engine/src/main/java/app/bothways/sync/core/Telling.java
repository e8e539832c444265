package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one member is told of this device: its rows, and where it stands. */
record Telling(
    Index index, Policy policy, LostElsewhere lostElsewhere, BiConsumer<NodeId, Message> out) {
  private static final int BATCH = 1000;

  /** With as many rows again they make one message. */
  private static final int MOST_AWAITED = 2000;

  /** So many rows, some 7 MB, may go before the other side says that they are on its disk. */
  private static final int WINDOW = 24 * BATCH;

  /** What this device has, up to {@code upTo}, for as long as the other side keeps pace. */
  void rows(Member member, long upTo) {
    while ((member.asked || member.sent < upTo) && member.sent - member.taken < WINDOW) {
      member.asked = false;
      List<Row> rows =
          index.after(member.sent, BATCH).stream().filter(r -> r.seq() <= upTo).toList();
      List<Row> published = rows.stream().filter(Row::isPublished).toList();
      List<Entry> yielding = yielding(member.device, rows);
      if (member.sent == 0) {
        awaited(member.device).stream().filter(e -> !yielding.contains(e)).forEach(yielding::add);
      }
      long last = rows.size() < BATCH ? Math.max(member.sent, upTo) : rows.getLast().seq();
      out.accept(
          member.device,
          new Message.Rows(
              index.actor(),
              member.sent,
              last,
              last >= upTo,
              Stream.concat(published.stream().map(Row::entry), yielding.stream()).toList(),
              index.labels(rows),
              withdrawn(rows, yielding),
              index.lifeOf(last),
              Stream.concat(
                      published.stream()
                          .filter(r -> lostElsewhere.knew(member.device, r))
                          .map(Row::entry),
                      yielding.stream())
                  .map(Entry::path)
                  .toList()));
      member.sent = last;
    }
  }

  /**
   * What this device does not answer for any more, but the former database of the receiver is
   * remembered to have had: it is told and withdrawn at once. Somebody else may answer for it, and
   * be heard before this device is clear about it.
   */
  private List<Entry> yielding(NodeId device, List<Row> rows) {
    return rows.stream()
        .map(Row::entry)
        .filter(Maker::comesFromNothing)
        .flatMap(entry -> lostElsewhere.had(device, entry.path()).stream())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<RelPath> withdrawn(List<Row> rows, List<Entry> yielding) {
    Stream<RelPath> held = rows.stream().filter(r -> !r.isPublished()).map(r -> r.entry().path());
    return Stream.concat(held, yielding.stream().map(Entry::path)).distinct().toList();
  }

  /** Of names that this device has nothing of, not even that they were deleted. */
  private List<Entry> awaited(NodeId device) {
    return lostElsewhere.had(device).stream()
        .filter(entry -> index.row(entry.path()).isEmpty())
        .limit(MOST_AWAITED)
        .toList();
  }

  /** Where this device stands, if that changed. */
  void standing(Member member, boolean settled) {
    Index.Need need = policy.without(index.need());
    var now =
        Optional.of(
            new Message.Standing(
                member.markIndex,
                member.onDiskHere(),
                index.lastSeq(),
                need.items(),
                need.bytes(),
                settled,
                member.checkDone,
                settled && need.items() == 0 && policy.isWhole() ? index.digest() : 0));
    if (!now.equals(member.told)) {
      member.told = now;
      out.accept(member.device, now.get());
    }
  }
}
