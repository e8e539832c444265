package app.bothways.tests.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What happens to devices, links and disks, and how all of it is made good again. */
final class Accidents {
  /** A kind of accident. */
  enum Kind {
    KILL,
    SUSPEND,
    CUT,
    FILL
  }

  private static final String TABLE = "storm";
  private static final int BLOCK = 1 << 18;

  private final Subject subject;
  private final int devices;
  private final Path[] ballast;
  private final Set<Integer> dead = new TreeSet<>();
  private final Set<Integer> frozen = new TreeSet<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final boolean canCut;

  /**
   * @param ballast for each device a file on its disk to fill it with, which may be absent: {@code
   *     Path.of("")}
   */
  Accidents(Subject subject, List<Path> ballast) {
    this.subject = subject;
    this.devices = ballast.size();
    this.ballast = ballast.toArray(Path[]::new);
    // Only in a network of our own: the script says so.
    this.canCut =
        Boolean.getBoolean("bothways.storm.apart")
            && Shell.run("nft", "add", "table", "inet", TABLE)
            && Shell.run(
                "nft", "add chain inet " + TABLE + " cuts { type filter hook output priority 0; }");
  }

  Map<Kind, Integer> counts() {
    return counts;
  }

  boolean canCut() {
    return canCut;
  }

  boolean runs(int device) {
    return !dead.contains(device);
  }

  /** Something bad, or something bad made good. Says what; empty when nothing happened. */
  String next(Kind kind, Random random) throws IOException {
    int device = random.nextInt(devices);
    return switch (kind) {
      case KILL -> killOrStart(device);
      case SUSPEND -> suspendOrResume(device);
      case CUT -> cutOrHeal(device, random);
      case FILL -> fillOrFree(device);
    };
  }

  private void count(Kind kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  private String killOrStart(int device) throws IOException {
    if (dead.remove(device)) {
      // On a full disk it would say so and not start.
      free(device);
      subject.start(device);
      return "start " + device;
    }
    frozen.remove(device);
    subject.kill(device);
    dead.add(device);
    count(Kind.KILL);
    return "kill " + device;
  }

  private String suspendOrResume(int device) {
    if (dead.contains(device)) {
      return "";
    }
    if (frozen.remove(device)) {
      Shell.signal(subject.process(device), "CONT");
      return "resume " + device;
    }
    Shell.signal(subject.process(device), "STOP");
    frozen.add(device);
    count(Kind.SUSPEND);
    return "suspend " + device;
  }

  private String cutOrHeal(int device, Random random) {
    int other = (device + 1 + random.nextInt(devices - 1)) % devices;
    if (!canCut) {
      return "";
    }
    if (random.nextInt(3) == 0) {
      heal();
      return "heal all links";
    }
    int a = subject.port(device);
    int b = subject.port(other);
    for (int[] way : new int[][] {{a, b}, {b, a}}) {
      String rule = "udp sport %d udp dport %d drop".formatted(way[0], way[1]);
      Shell.run("nft", "add rule inet " + TABLE + " cuts " + rule);
    }
    count(Kind.CUT);
    return "cut " + device + " from " + other;
  }

  private void heal() {
    if (canCut) {
      Shell.run("nft", "flush", "chain", "inet", TABLE, "cuts");
    }
  }

  private boolean free(int device) throws IOException {
    return !ballast[device].toString().isEmpty() && Files.deleteIfExists(ballast[device]);
  }

  private String fillOrFree(int device) throws IOException {
    Path file = ballast[device];
    if (file.toString().isEmpty()) {
      return "";
    }
    if (free(device)) {
      return "free the disk of " + device;
    }
    byte[] block = new byte[BLOCK];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      count(Kind.FILL);
      return "fill the disk of " + device;
    }
  }

  /** Nothing is wrong any more. Says what was done. */
  List<String> mend() throws IOException {
    var done = new ArrayList<String>();
    heal();
    for (int device = 0; device < devices; device++) {
      free(device);
    }
    for (int device : List.copyOf(frozen)) {
      done.add(suspendOrResume(device));
    }
    for (int device : List.copyOf(dead)) {
      done.add(killOrStart(device));
    }
    return done;
  }
}
