package app.bothways.net;

/** Ends a registration. Closing twice is harmless; after close no further call starts. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
