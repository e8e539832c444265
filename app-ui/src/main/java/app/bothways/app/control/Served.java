package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.Refusal;
import app.bothways.net.NetEvent;
import app.bothways.net.Subscription;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a control socket gives access to.
 *
 * @param netEvents subscribes to everything that happens in the network
 * @param window shows the window of this process; refuses when it has none
 */
public record Served(
    App app, Function<Consumer<NetEvent>, Subscription> netEvents, WindowDoor window) {
  /** The way to the window, where there is one. */
  @FunctionalInterface
  public interface WindowDoor {
    void show(App app) throws Refusal;
  }
}
