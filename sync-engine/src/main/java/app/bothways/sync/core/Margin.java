package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Optional;

/** The part of the {@link Index} about names that take no part, here or elsewhere. */
public interface Margin {
  /** What is remembered of a name that was ignored. */
  Optional<Row> held(RelPath path);

  /** Rows with versions that only this device knows, in order of path; at most {@code limit}. */
  List<Row> local(Optional<RelPath> after, int limit);

  /** How many {@link #local} rows there are. */
  long localCount();

  /** The fingerprint of the ignore rules by which rows are held; empty before there were any. */
  String rules();

  void rules(String fingerprint);

  /** Devices that said that a name is not to be had of them. */
  List<NodeId> withdrawn(RelPath path);

  void withdraw(RelPath path, NodeId device);

  void unwithdraw(RelPath path, NodeId device);
}
