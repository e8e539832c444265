package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.ignore.Rule;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.plan.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Why a path is here, or not, or not as elsewhere.
 *
 * @param rule the ignore pattern that decided, whichever way
 * @param here the version of this device, also of a deletion
 * @param maker who made the version that is meant, as it calls itself
 * @param reason why the planner does what it does, when others have something else
 * @param devices the other members of the folder
 * @param blocks what keeps it from being done
 * @param text what is the matter, one or two sentences
 * @param next what happens next, or what a person can do
 */
public record Explanation(
    RelPath path,
    State state,
    Optional<Rule> rule,
    Optional<Entry> here,
    Optional<String> maker,
    Optional<Reason> reason,
    List<Holder> devices,
    List<SyncError> blocks,
    String text,
    String next) {
  public Explanation {
    devices = List.copyOf(devices);
    blocks = List.copyOf(blocks);
  }

  /** The same, and under which name it lies on this disk. */
  Explanation called(String nameHere) {
    String more = " On this disk it is called \u201c" + nameHere + "\u201d.";
    return new Explanation(
        path, state, rule, here, maker, reason, devices, blocks, text + more, next);
  }

  /** How the path stands on this device. */
  public enum State {
    HERE,
    /** Others have it; it comes as soon as its turn is there. */
    COMING,
    /** It is needed, but no device that has it is connected. */
    WAITING,
    IGNORED,
    CONFLICT_COPY,
    /** Others have it otherwise, and this folder only sends. */
    NOT_TAKEN,
    /** Changed here, where changes are not published. */
    LOCAL_CHANGE,
    ERROR,
    DELETED,
    UNKNOWN
  }

  /** What another device has at the path, as far as it has told. */
  public record Holder(NodeId device, boolean connected, Has has) {}

  /** See {@link Holder}. */
  public enum Has {
    THIS_VERSION,
    /** It knows this version, and has it unless it is still fetching. */
    THIS_VERSION_OR_SOON,
    ANOTHER_VERSION,
    DELETED,
    NOTHING,
    /** It is ignored there, or was changed where changes are not published. */
    TAKES_NO_PART,
    UNKNOWN
  }
}
