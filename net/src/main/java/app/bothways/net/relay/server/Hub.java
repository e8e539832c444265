package app.bothways.net.relay.server;

/** What all connections of one relay share. */
record Hub(RelayServerConfig config, ClientRegistry registry, Counters counters) {
  RelayLimits limits() {
    return config.limits();
  }

  void tap(byte[] bytes) {
    config.tap().ifPresent(tap -> tap.received(bytes));
  }

  boolean tapped() {
    return config.tap().isPresent();
  }
}
