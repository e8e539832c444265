package app.bothways.net.relay.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the relay itself says of its delays, read from its metrics page: from a frame's arrival in
 * its receiver's queue until the system took it. In steps that double, so a bound and no exact
 * time.
 */
record Forwarding(List<Long> counts) {
  private static final String BUCKET = "relayserver_forward_delay_seconds_bucket";

  /** What the relay has counted until now. */
  static Forwarding read(int port) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var page =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      List<Long> counts =
          http.send(page, BodyHandlers.ofString())
              .body()
              .lines()
              .filter(line -> line.startsWith(BUCKET))
              .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
              .toList();
      return new Forwarding(counts);
    }
  }

  /** What came after {@code before}. */
  Forwarding since(Forwarding before) {
    var counts = new ArrayList<Long>();
    for (int i = 0; i < this.counts.size(); i++) {
      counts.add(this.counts.get(i) - before.counts.get(i));
    }
    return new Forwarding(counts);
  }

  /** In ms, like {@code 0.25}: at most that; {@code more} beyond the histogram. */
  String quantile(double share) {
    if (counts.isEmpty() || counts.getLast() == 0) {
      return "none";
    }
    double bound = 0.0625;
    for (int i = 0; i < counts.size() - 1; i++, bound *= 2) {
      if (counts.get(i) >= counts.getLast() * share) {
        return String.format(Locale.ROOT, "%.4g", bound);
      }
    }
    return "more";
  }
}
