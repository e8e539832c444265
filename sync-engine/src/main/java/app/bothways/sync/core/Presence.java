package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who is connected, and whether this device takes part in the conversation at all: while the folder
 * is paused it is, to all others, not here. They wait for nothing then and send nothing.
 */
final class Presence {
  private final Members members;
  private final Consumer<Effect> out;
  private final Set<NodeId> online = new TreeSet<>();
  private boolean paused;

  Presence(Members members, Consumer<Effect> out) {
    this.members = members;
    this.out = out;
  }

  boolean paused() {
    return paused;
  }

  void up(NodeId device) {
    online.add(device);
    if (paused) {
      absent(device, 0);
    } else {
      members.up(device);
    }
  }

  void down(NodeId device) {
    online.remove(device);
    members.down(device);
  }

  void left(NodeId device) {
    online.remove(device);
    members.left(device);
  }

  void pause(boolean now) {
    if (paused == now) {
      return;
    }
    paused = now;
    for (NodeId device : online) {
      if (paused) {
        members.down(device);
        absent(device, 0);
      } else {
        members.up(device);
      }
    }
  }

  private void absent(NodeId device, long token) {
    out.accept(new Effect.Send(device, new Message.Absent(token)));
  }

  /** Whether every device that talks has said that it needs nothing. */
  boolean allHaveAll() {
    return members.connected().stream()
        .allMatch(m -> !m.announced || m.standing().filter(s -> s.needItems() == 0).isPresent());
  }

  /** True when the whole disk has to be looked at. */
  boolean heard(NodeId device, Message message, Troubles troubles) {
    if (paused) {
      heardWhilePaused(device, message);
      return false;
    }
    switch (message) {
      case Message.Announce announce -> {
        members.announced(device, announce);
        troubles.retryAll();
      }
      case Message.Absent absent -> members.absent(device, absent.token());
      case Message.Rows rows -> members.rows(device, rows);
      case Message.Standing standing -> members.standing(device, standing);
      case Message.Again again -> members.again(device, again.seq());
      case Message.Check check -> members.checkWanted(device, check.token());
    }
    return message instanceof Message.Check;
  }

  /** Whoever begins to talk, or waits for an answer, is told that there will be none. */
  private void heardWhilePaused(NodeId device, Message message) {
    switch (message) {
      case Message.Announce _ -> absent(device, 0);
      case Message.Check check -> absent(device, check.token());
      case Message.Absent _, Message.Rows _, Message.Standing _, Message.Again _ -> {}
    }
  }
}
