package app.bothways.net.relay.server.metrics;

/**
 * Writes figures as Prometheus reads them (text format 0.0.4). Names carry the prefix of
 * iroh-relay, so that what people have built to watch that serves here too. One thread.
 */
public final class Page {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String PREFIX = "relayserver_";
  private static final String TOTAL = "_total";

  private final StringBuilder out = new StringBuilder(8192);

  /** A figure that only grows; its name gets the ending {@code _total}. */
  public Page counter(String name, String help, long value) {
    String full = PREFIX + (name.endsWith(TOTAL) ? name : name + TOTAL);
    head(full, help, "counter");
    out.append(full).append(' ').append(value).append('\n');
    return this;
  }

  public Page gauge(String name, String help, long value) {
    head(PREFIX + name, help, "gauge");
    out.append(PREFIX).append(name).append(' ').append(value).append('\n');
    return this;
  }

  /** In seconds; its name should say so. */
  public Page histogram(String name, String help, Delays delays) {
    head(PREFIX + name, help, "histogram");
    delays.write(PREFIX + name, out);
    return this;
  }

  private void head(String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
