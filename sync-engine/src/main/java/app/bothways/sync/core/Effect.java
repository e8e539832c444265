package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Step;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Set;

/** What the machine wants done. Each is answered by the event that its comment names. */
public sealed interface Effect {
  /** {@link Event.Found} any number of times, then {@link Event.ScanEnded}. */
  record Scan(Set<RelPath> below) implements Effect {
    public Scan {
      below = Set.copyOf(below);
    }
  }

  /** To one device; lost if it is not connected. No answer. */
  record Send(NodeId device, Message message) implements Effect {}

  /** {@link Event.Fetched}, once for each of {@code wants}; all have the same holders. */
  record Fetch(List<Want> wants) implements Effect {
    public Fetch {
      wants = List.copyOf(wants);
    }
  }

  /** Stage a copy of a local file for {@code path}: {@link Event.Copied}. */
  record Copy(RelPath path, RelPath from, Observed expected, ContentId content) implements Effect {}

  /** {@link Event.Applied}. Never two at once, and never while a scan runs. */
  record Apply(List<Step> steps) implements Effect {
    public Apply {
      steps = List.copyOf(steps);
    }
  }

  /** Make the index durable: {@link Event.Checkpointed}. */
  record Checkpoint() implements Effect {}

  /** {@link Event.Rang}, once, after so many milliseconds; replaces an earlier wish. */
  record Wake(long afterMillis) implements Effect {}

  /** For people. No answer. */
  record Received(RelPath path, NodeId from) implements Effect {}

  /** For people: {@code copy} holds what lost at {@code path}. No answer. */
  record Conflict(RelPath path, RelPath copy) implements Effect {}

  /** {@link Event.AskInSync} of {@code token} and all before it are answered. */
  record InSync(long token) implements Effect {}

  /** Others know more of this database than it does: it is an old copy and must be made anew. */
  record Outdated() implements Effect {}
}
