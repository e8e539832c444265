package app.bothways.tests.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One end of a measured pair, which stays alive between the rounds so that each round measures
 * compiled code. {@code serve KIND HOST} prints where it is; {@code dial KIND WHERE} connects.
 * {@code KIND} is {@code quic} or {@code tls}. Then it obeys lines of standard input: {@code run
 * STREAMS MILLIS}, {@code dials N}, {@code cpu}, and ends with it.
 */
public final class BenchNode {
  private static final int BLOCK = 32 << 10;

  /** Where bytes come from; one call is one stream. */
  interface Source extends AutoCloseable {
    Lane open() throws IOException;

    /** A connection of its own, for the time that it takes. */
    Source again() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Two directions of bytes. */
  interface Lane extends AutoCloseable {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    @Override
    void close() throws IOException;
  }

  private BenchNode() {}

  public static void main(String[] arguments) throws Exception {
    List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
    boolean quic = arguments[1].equals("quic");
    switch (arguments[0]) {
      case "serve" -> {
        say("at " + (quic ? BenchQuic.serve(rest.get(0)) : BenchTls.serve(rest.get(0))));
        obey(null);
      }
      case "dial" -> {
        Source source = quic ? BenchQuic.dial(rest.get(0)) : BenchTls.dial(rest.get(0));
        say("up");
        obey(source);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void obey(Source source) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "cpu" -> say("cpu " + cpuNanos());
        case "run" -> run(source, Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "dials" -> dials(source, Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Receives on so many streams at once for so long; {@code ran BYTES NANOS}. */
  private static void run(Source source, int streams, long millis) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      var counts = new ArrayList<Future<Long>>();
      for (int i = 0; i < streams; i++) {
        counts.add(threads.submit(() -> receive(source, millis)));
      }
      long bytes = 0;
      for (Future<Long> count : counts) {
        bytes += count.get();
      }
      say("ran " + bytes + " " + (System.nanoTime() - begin));
    }
  }

  private static long receive(Source source, long millis) throws IOException {
    try (Lane lane = source.open()) {
      ask(lane, millis);
      InputStream in = lane.in();
      var block = new byte[64 << 10];
      long bytes = 0;
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        bytes += n;
      }
      return bytes;
    }
  }

  private static void ask(Lane lane, long millis) throws IOException {
    var out = new DataOutputStream(lane.out());
    out.writeLong(millis);
    out.flush();
  }

  /** What {@link #receive} asks for. No time at all means: one byte. */
  static void answer(Lane lane) throws IOException {
    long millis = new DataInputStream(lane.in()).readLong();
    OutputStream out = lane.out();
    if (millis == 0) {
      out.write(1);
      out.flush();
      return;
    }
    var block = new byte[BLOCK];
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < millis * 1_000_000) {
      out.write(block);
    }
  }

  /** From the dial to the first byte that came back; {@code dialled MICROS…}. */
  private static void dials(Source source, int count) throws IOException {
    var line = new StringBuilder("dialled");
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      try (Source fresh = source.again();
          Lane lane = fresh.open()) {
        ask(lane, 0);
        if (lane.in().read() < 0) {
          throw new IOException("no answer");
        }
        line.append(' ').append((System.nanoTime() - begin) / 1000);
      }
    }
    say(line.toString());
  }
}
