package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.nio.file.*;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchPerfTest {
  @TempDir Path base;

  @Test
  void run() throws Exception {
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.INFO);
    var net = new MemoryNet();
    var anna = new Device(net, base, "anna", _ -> true);
    var bert = new Device(net, base, "bert", _ -> true);
    Files.createDirectories(anna.tree);
    new ProcessBuilder("unzip", "-q", "/usr/lib/jvm/temurin-25-jdk-amd64/lib/src.zip", "-d", anna.tree.toString()).inheritIO().start().waitFor();
    long t0 = System.nanoTime();
    FolderId f = anna.engine.add(anna.tree, Optional.empty());
    assertThat(anna.engine.awaitInSync(f, java.time.Duration.ofSeconds(100))).isTrue();
    long t1 = System.nanoTime();
    System.out.println("scan " + (t1 - t0) / 1000000 + " ms " + anna.engine.folders());
    anna.connect(bert);
    anna.share(f, bert);
    Thread.ofVirtual().start(() -> { try { while (true) { Thread.sleep(5000); System.out.println((System.nanoTime()-t1)/1000000 + " " + bert.engine.folders().stream().map(x -> x.state() + " " + x.local() + " " + x.need() + " " + x.bytesPerSecond()+" "+x.errors().stream().limit(2).toList()).toList()); } } catch (Exception e) { return; } });
    boolean ok = anna.engine.awaitInSync(f, java.time.Duration.ofSeconds(70));
    System.out.println("sync " + ok + " " + (System.nanoTime() - t1) / 1000000 + " ms");
    if (!ok) System.out.println(anna.engine.folders() + "\n" + bert.engine.folders());
    int d = new ProcessBuilder("diff", "-r", "--no-dereference", "-x", ".bothways", anna.tree.toString(), bert.tree.toString()).inheritIO().start().waitFor();
    System.out.println("diff " + d);
    long t2 = System.nanoTime();
    Files.move(bert.tree.resolve("java.base"), bert.tree.resolve("renamed"));
    bert.engine.awaitInSync(f, java.time.Duration.ofSeconds(100));
    System.out.println("rename " + (System.nanoTime() - t2) / 1000000 + " ms");
    new ProcessBuilder("diff", "-rq", "--no-dereference", "-x", ".bothways", anna.tree.toString(), bert.tree.toString()).inheritIO().start().waitFor();
    new ProcessBuilder("ls", "-la", anna.home + "/folders", bert.home + "/folders").inheritIO().start().waitFor();
    anna.close();
    bert.close();
  }
}
