package app.bothways.tests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures pairs of {@link BenchNode}s in turn, so that each round has all of them under the same
 * load. Arguments: {@code HOST ROUNDS MILLIS STREAMS VARIANT…} where a variant is {@code tls}, or
 * {@code quic} followed by system properties such as {@code quic,bothways.transport=nio}. The
 * system properties {@code bench.server} and {@code bench.client} hold a command to start each side
 * with, such as {@code natlab exec a}. Prints each round, then medians, spread and ratios to the
 * first variant, all with the load average of their time. A variant {@code dials} at the end of
 * {@code STREAMS} is asked by giving 0 streams.
 */
public final class Throughput {
  private static final double MIB = 1 << 20;

  private record Round(double rate, double cpuPerGib, double load) {}

  /** A process and its standard streams. */
  private record Child(Process process, BufferedReader out, PrintWriter in) {
    static Child start(String prefix, List<String> properties, List<String> arguments)
        throws IOException {
      var line = new ArrayList<String>();
      if (!prefix.isBlank()) {
        line.addAll(List.of(prefix.split(" ")));
      }
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(List.of(System.getProperty("bench.jvm", "-XX:+UseSerialGC -Xmx512m").split(" ")));
      line.add("-XX:+UseCompactObjectHeaders");
      line.add("--enable-native-access=ALL-UNNAMED");
      line.add("--sun-misc-unsafe-memory-access=allow");
      properties.forEach(property -> line.add("-D" + property));
      line.addAll(List.of("-cp", System.getProperty("java.class.path")));
      line.add(BenchNode.class.getName());
      line.addAll(arguments);
      Process process =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new Child(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
          new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    String[] await(String word) throws IOException {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(word)) {
          return line.split(" ");
        }
      }
      throw new IOException("a process ended instead of saying " + word);
    }

    String[] ask(String question, String answer) throws IOException {
      in.println(question);
      return await(answer);
    }

    long cpu() throws IOException {
      return Long.parseLong(ask("cpu", "cpu")[1]);
    }
  }

  private record Pair(Child server, Child client) {
    static Pair start(String variant, String host) throws IOException {
      List<String> parts = List.of(variant.split(","));
      List<String> properties = parts.subList(1, parts.size());
      String kind = parts.getFirst();
      Child server =
          Child.start(
              System.getProperty("bench.server", ""), properties, List.of("serve", kind, host));
      String at = server.await("at")[1];
      Child client =
          Child.start(
              System.getProperty("bench.client", ""), properties, List.of("dial", kind, at));
      client.await("up");
      return new Pair(server, client);
    }

    Round run(int streams, long millis) throws IOException {
      long cpu = server.cpu() + client.cpu();
      String[] ran = client.ask("run " + streams + " " + millis, "ran");
      cpu = server.cpu() + client.cpu() - cpu;
      long bytes = Long.parseLong(ran[1]);
      return new Round(
          bytes / 1e6 / (Long.parseLong(ran[2]) / 1e9), cpu / 1e9 / (bytes / MIB / 1024), load());
    }

    void stop() {
      client.process.destroy();
      server.process.destroy();
    }
  }

  private Throughput() {}

  public static void main(String[] arguments) throws Exception {
    String host = arguments[0];
    int rounds = Integer.parseInt(arguments[1]);
    long millis = Long.parseLong(arguments[2]);
    int streams = Integer.parseInt(arguments[3]);
    List<String> variants = Arrays.asList(arguments).subList(4, arguments.length);
    Map<String, Pair> pairs = new LinkedHashMap<>();
    try {
      for (String variant : variants) {
        pairs.put(variant, Pair.start(variant, host));
      }
      if (streams == 0) {
        dials(pairs, rounds, (int) millis);
      } else {
        transfers(pairs, rounds, millis, streams);
      }
    } finally {
      pairs.values().forEach(Pair::stop);
    }
  }

  private static void transfers(Map<String, Pair> pairs, int rounds, long millis, int streams)
      throws IOException {
    Map<String, List<Round>> all = new LinkedHashMap<>();
    for (int i = -Integer.getInteger("bench.warmup", 1); i < rounds; i++) {
      for (var one : pairs.entrySet()) {
        Round round = one.getValue().run(streams, millis);
        System.out.printf(
            "%s %-50s %8.1f MB/s %6.2f CPU s/GiB  load %.1f%n",
            i < 0 ? "warm " : "round", one.getKey(), round.rate, round.cpuPerGib, round.load);
        if (i >= 0) {
          all.computeIfAbsent(one.getKey(), k -> new ArrayList<>()).add(round);
        }
      }
    }
    List<Round> base = all.values().iterator().next();
    System.out.println("n " + rounds + ", " + streams + " streams, " + millis + " ms each");
    all.forEach((variant, list) -> summary(variant, list, base));
  }

  private static void summary(String variant, List<Round> rounds, List<Round> base) {
    var rateRatios = new ArrayList<Double>();
    var cpuRatios = new ArrayList<Double>();
    for (int i = 0; i < rounds.size(); i++) {
      rateRatios.add(rounds.get(i).rate / base.get(i).rate);
      cpuRatios.add(rounds.get(i).cpuPerGib / base.get(i).cpuPerGib);
    }
    System.out.printf(
        "%-50s MB/s %s | CPU s/GiB %s | rate x%.2f, CPU x%.2f of the first | load %s%n",
        variant,
        spread(rounds.stream().map(Round::rate).toList(), "%.0f"),
        spread(rounds.stream().map(Round::cpuPerGib).toList(), "%.2f"),
        median(rateRatios),
        median(cpuRatios),
        spread(rounds.stream().map(Round::load).toList(), "%.1f"));
  }

  private static void dials(Map<String, Pair> pairs, int rounds, int each) throws IOException {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (int i = -1; i < rounds; i++) {
      for (var one : pairs.entrySet()) {
        String[] answer = one.getValue().client.ask("dials " + each, "dialled");
        for (int j = 1; j < answer.length && i >= 0; j++) {
          all.computeIfAbsent(one.getKey(), k -> new ArrayList<>())
              .add(Double.parseDouble(answer[j]) / 1000);
        }
      }
    }
    all.forEach(
        (variant, list) ->
            System.out.printf(
                "%-50s dial to first byte, ms: %s, n %d, load %.1f%n",
                variant, spread(list, "%.2f"), list.size(), load()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String spread(List<Double> values, String format) {
    List<Double> sorted = values.stream().sorted().toList();
    return String.format(
        format + " (" + format + " to " + format + ")",
        median(values),
        sorted.getFirst(),
        sorted.getLast());
  }

  private static double load() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    } catch (IOException notLinux) {
      return Double.NaN;
    }
  }
}
