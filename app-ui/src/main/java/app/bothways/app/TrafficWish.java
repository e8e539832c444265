package app.bothways.app;

import app.bothways.sync.Limits;
import app.bothways.sync.Order;
import java.util.Optional;

/**
 * What is to change about how contents travel; what is empty stays.
 *
 * @param device whose limits are meant; empty for those of all devices together
 * @param up bytes a second, 0 for no limit
 * @param down bytes a second, 0 for no limit
 */
public record TrafficWish(
    Optional<String> device,
    Optional<Long> up,
    Optional<Long> down,
    Optional<Limits.Lan> lan,
    Optional<Order> order) {
  public Limits.Rates over(Limits.Rates before) {
    return new Limits.Rates(up.orElse(before.up()), down.orElse(before.down()));
  }
}
