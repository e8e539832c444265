package app.bothways.sync.scan;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Known;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files being read by other threads for one walk: small ones by the dozen, since to wake a thread
 * costs as much as to read one; at most {@link #AHEAD} dozens at a time. Their findings are told on
 * the walk's own thread, in the order in which the walk came by.
 */
final class Readings {
  private static final int AHEAD = 24;
  private static final int FILES_TOGETHER = 16;
  private static final long BYTES_TOGETHER = 256 << 10;

  /** What was found is not kept back for longer while the walk goes on where nothing changed. */
  private static final long LONGEST_TOGETHER = 1000;

  private static final long ITEMS_PER_WORD = 100;
  private static final long BYTES_PER_WORD = 16L << 20;

  private final Scanner scanner;
  private final Scanner.Request request;
  private final Reading reading;
  private final Deque<Future<List<Finding>>> pending = new ArrayDeque<>();
  private List<Due> dozen = new ArrayList<>();
  private long dozenBytes;
  private long dozenSince;
  private final AtomicLong bytes = new AtomicLong();
  private final Set<RelPath> scrambled = ConcurrentHashMap.newKeySet();
  private final List<Finding> heldBack = new ArrayList<>();
  private long items;
  private long toldItems;
  private long toldBytes;

  /** A file that is to be read. */
  private record Due(Listing.Item file, Optional<Known.Item> known) {}

  Readings(Scanner scanner, Scanner.Request request) {
    this.scanner = scanner;
    this.request = request;
    this.reading = new Reading(scanner, request.known().chunking(), this::count, scrambled::add);
  }

  private void count(long read) {
    bytes.addAndGet(read);
    if (request.cancelled().getAsBoolean()) {
      throw new CancellationException();
    }
  }

  /** One more item was looked at. */
  void item() {
    items++;
    if (!dozen.isEmpty() && items - dozenSince > LONGEST_TOGETHER) {
      submit();
    }
    progress(ITEMS_PER_WORD, BYTES_PER_WORD);
  }

  private void progress(long atLeastItems, long orBytes) {
    long read = bytes.get();
    if (items - toldItems >= atLeastItems || read - toldBytes >= orBytes) {
      toldItems = items;
      toldBytes = read;
      request.progress().seen(items, read);
    }
  }

  void add(Listing.Item file, Optional<Known.Item> known) {
    long size = file.meta().size();
    if (size >= BYTES_TOGETHER) {
      submit();
    }
    if (dozen.isEmpty()) {
      dozenSince = items;
    }
    dozen.add(new Due(file, known));
    dozenBytes += size;
    if (dozen.size() >= FILES_TOGETHER || dozenBytes >= BYTES_TOGETHER) {
      submit();
    }
  }

  private void submit() {
    if (dozen.isEmpty()) {
      return;
    }
    List<Due> together = dozen;
    dozen = new ArrayList<>();
    dozenBytes = 0;
    pending.add(scanner.readers().threads().submit(() -> read(together)));
    while (pending.size() > AHEAD || (!pending.isEmpty() && pending.peek().isDone())) {
      tellNext();
    }
  }

  private List<Finding> read(List<Due> together) {
    var found = new ArrayList<Finding>();
    try (var parents = new HeldParent(scanner.root())) {
      for (Due due : together) {
        reading.of(due.file(), due.known(), parents).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Waits for the last of them. */
  void finish() throws IOException {
    submit();
    while (!pending.isEmpty()) {
      tellNext();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the scan was interrupted");
    }
    if (!request.cancelled().getAsBoolean()) {
      tellHeldBack();
    }
    progress(1, 1);
  }

  private void tellNext() {
    Future<List<Finding>> next = pending.remove();
    try {
      List<Finding> findings = await(next);
      if (!request.cancelled().getAsBoolean()) {
        findings.forEach(this::tell);
      }
    } catch (CancellationException cancelled) {
      pending.forEach(rest -> rest.cancel(false));
      pending.clear();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      pending.forEach(rest -> rest.cancel(false));
      pending.clear();
    }
  }

  /** What became noise is told at the end, when it is known how much there is of it. */
  private void tell(Finding finding) {
    if (scrambled.contains(finding.path())) {
      heldBack.add(finding);
    } else {
      scanner.scrambling().inOrder(finding.path());
      request.findings().accept(finding);
    }
  }

  private void tellHeldBack() {
    boolean held = scanner.scrambling().holds(heldBack.stream().map(Finding::path).toList());
    for (Finding finding : heldBack) {
      request.findings().accept(held ? unclear(finding.path()) : finding);
    }
    heldBack.clear();
  }

  private static Finding unclear(RelPath path) {
    return new Finding.Unknown(
        path,
        DiskErrors.make(
            ErrorCode.MANY_SCRAMBLED, path.toString(), "bothways folder confirm FOLDER"));
  }

  private List<Finding> await(Future<List<Finding>> next) throws InterruptedException {
    while (true) {
      try {
        return next.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException still) {
        progress(ITEMS_PER_WORD, BYTES_PER_WORD);
      } catch (ExecutionException failed) {
        switch (failed.getCause()) {
          case CancellationException cancelled -> throw cancelled;
          case RuntimeException broken -> throw broken;
          case Error broken -> throw broken;
          case Throwable other -> throw new IllegalStateException(other);
        }
      }
    }
  }
}
