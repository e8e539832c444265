package app.bothways.sync.scan;

import java.util.concurrent.ExecutorService;

/**
 * Who reads for the scans of one folder, and what they remember of it.
 *
 * @param threads not closed here
 */
public record Readers(ExecutorService threads, Lately lately) {
  public Readers(ExecutorService threads) {
    this(threads, new Lately());
  }
}
