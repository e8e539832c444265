package app.bothways.app.node;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.pairing.Device;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the device that a person means: by id, name, or unique prefix of an id. */
final class DeviceNames {
  private DeviceNames() {}

  /**
   * @throws Refusal saying what would be right, when none or several fit
   */
  static Device find(List<Device> devices, String given) throws Refusal {
    List<Predicate<Device>> ways =
        List.of(
            device -> device.id().toString().equals(given),
            device -> device.name().equals(given),
            device -> device.name().equalsIgnoreCase(given),
            device -> device.id().toString().startsWith(given));
    for (Predicate<Device> way : ways) {
      List<Device> found = devices.stream().filter(way).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
      if (found.size() > 1) {
        throw new Refusal(
            Mistake.SEVERAL_FIT,
            "'"
                + given
                + "' fits several devices: "
                + found.stream()
                    .map(d -> d.name() + " (" + d.id().shortText() + ")")
                    .collect(Collectors.joining(", ")));
      }
    }
    throw new Refusal(
        Mistake.NO_SUCH_DEVICE,
        devices.isEmpty()
            ? "no device is paired yet; pair one with: pair"
            : "there is no device '" + given + "'; see: devices");
  }
}
