package app.bothways.sync;

/** How contents travel, as people want it. */
public record Traffic(Limits limits, Order order) {
  public static final Traffic DEFAULT = new Traffic(Limits.NONE, Order.SMALLEST);
}
