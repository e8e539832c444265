package app.bothways.sync.core;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Map;

/** What two members of a folder say to each other about it. */
public sealed interface Message {
  /**
   * First word on a connection. It is said again to a receiver who has not heard it since its own
   * last beginning.
   *
   * @param index the sender's index id
   * @param seq the sender's greatest sequence
   * @param known how far the receiver's index was processed by the sender
   * @param beginning how many times the sender has begun to talk to the receiver
   * @param heard the beginning of the receiver that the sender heard last, since its own; else 0
   */
  record Announce(long index, long seq, Index.Mark known, long beginning, long heard)
      implements Message {}

  /**
   * The folder is not (or no longer) open here for the receiver.
   *
   * @param token of the {@link Check} that this answers, else 0
   */
  record Absent(long token) implements Message {}

  /**
   * Rows of the sender's index.
   *
   * @param previous the sequence after which these begin; a gap makes the receiver ask again
   * @param last how far the receiver is when it has processed this
   * @param end whether these were all at the time
   * @param labels what the makers of these versions call themselves
   * @param withdrawn names that are not to be had of the sender (any more), for they are ignored
   *     there or were changed where changes are not published; says nothing about their versions
   * @param life in which {@code last} was issued, see {@link Index.Life}
   * @param known names in {@code entries} of which a former database of the receiver had this very
   *     version; what the sender does not answer for any more is named in {@code withdrawn}, too
   */
  record Rows(
      long index,
      long previous,
      long last,
      boolean end,
      List<Entry> entries,
      Map<Long, String> labels,
      List<RelPath> withdrawn,
      long life,
      List<RelPath> known)
      implements Message {
    public Rows {
      known = List.copyOf(known);
      withdrawn = List.copyOf(withdrawn);
      entries = List.copyOf(entries);
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Where the sender stands.
   *
   * @param index of the receiver, as processed by the sender
   * @param acked processed and durable
   * @param seq the sender's greatest sequence
   * @param settled nothing is being scanned, applied or waiting to be published
   * @param checked the greatest {@link Check} token of the receiver since which the sender has
   *     scanned its disk
   * @param digest of the sender's index, see {@link Index#digest}; 0 when it cannot be compared
   */
  record Standing(
      long index,
      long acked,
      long seq,
      long needItems,
      long needBytes,
      boolean settled,
      long checked,
      long digest)
      implements Message {}

  /** The sender saw a gap, or that both disagree: send again after {@code seq}. */
  record Again(long seq) implements Message {}

  /** Asks the receiver to look at its disk and then to tell its {@link Standing}. */
  record Check(long token) implements Message {}
}
