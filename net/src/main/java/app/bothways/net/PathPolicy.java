package app.bothways.net;

/** Which paths to one device may be used. */
public enum PathPolicy {
  AUTO,
  DIRECT_ONLY,
  LAN_ONLY,
  RELAY_ONLY
}
