package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import java.util.Map;

/**
 * How fast contents may travel, as people want it.
 *
 * @param all of this device, over all connections together
 * @param devices of each connection besides
 * @param lan whether these count inside the local network
 */
public record Limits(Rates all, Map<NodeId, Rates> devices, Lan lan) {
  public static final Limits NONE = new Limits(Rates.NONE, Map.of(), Lan.FREE);

  public Limits {
    devices = Map.copyOf(devices);
  }

  /**
   * Bytes a second; 0 for no limit.
   *
   * @param up sent
   * @param down received
   */
  public record Rates(long up, long down) {
    public static final Rates NONE = new Rates(0, 0);

    public Rates {
      if (up < 0 || down < 0) {
        throw new IllegalArgumentException("a rate is 0 (no limit) or more bytes a second");
      }
    }
  }

  /** What holds for devices that are reached inside the local network. */
  public enum Lan {
    FREE,
    LIMITED
  }

  public Rates of(NodeId device) {
    return devices.getOrDefault(device, Rates.NONE);
  }
}
