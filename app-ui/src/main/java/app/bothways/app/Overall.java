package app.bothways.app;

/** The state of everything in one word. */
public enum Overall {
  IN_SYNC,
  SYNCING,
  PAUSED,
  ATTENTION
}
