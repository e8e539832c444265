package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.tests.harness.Answer;
import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Mounts;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The disk on which a device keeps what it knows is full: it says so, gives nothing up, and what a
 * person deleted meanwhile is deleted when there is room again.
 */
class FullHomeTest extends Journey {
  private static final int MIB = 40;

  private Home a;
  private Home b;
  private Path disk;
  private String folder;

  @Test
  void deletionsOutliveAFullDisk() throws Exception {
    disk = Files.createDirectories(household.directory().resolve("disk"));
    assumeTrue(Mounts.tmpfs(disk, MIB), "a small disk needs root on Linux");
    try {
      Path known = Files.createDirectory(disk.resolve("home"));
      Files.createSymbolicLink(household.directory().resolve("home-ana"), known);
      begin();
      b.stop();
      fill();
      saysWhatIsWrong();
      goesOnWhenThereIsRoom();
      fill();
      a.daemon().kill();
      Files.delete(ballast());
      a.start();
      b.start();
      assertSame(a, b, folder);
      assertThat(b.folder().resolve("old 1")).doesNotExist();
      assertThat(b.folder().resolve("new 1")).exists();
      try (Stream<Path> all = Files.walk(known)) {
        assertThat(all.filter(file -> file.toString().contains("damaged"))).isEmpty();
      }
    } finally {
      household.killAll();
      assertThat(Mounts.unmount(disk)).isTrue();
    }
  }

  private void begin() throws IOException {
    a = local("ana");
    b = local("ben");
    a.pairWith(b);
    for (int i = 0; i < 100; i++) {
      Files.writeString(Files.createDirectories(a.folder()).resolve("old " + i), "old " + i);
    }
    folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    assertSame(a, b, folder);
  }

  private Path ballast() {
    return disk.resolve("ballast");
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(new byte[1 << 10]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private void saysWhatIsWrong() throws IOException {
    for (int i = 0; i < 10; i++) {
      Files.delete(a.folder().resolve("old " + i));
    }
    for (int i = 0; i < 500; i++) {
      Files.writeString(a.folder().resolve("new " + i), "new " + i);
    }
    JsonNode error = error();
    assertThat(error.path("text").asText()).contains("No space left on device");
    refusedOrDone("folder", "pause", folder);
    refusedOrDone("devices", "rename", "ben", "bert");
  }

  /** There may be room left inside a database for a change or two. */
  private void refusedOrDone(String... arguments) {
    Answer answer = a.ask(arguments);
    if (answer.exit() != 0) {
      assertThat(answer.mustBe(1).err().toString()).contains("No space left on device");
    }
  }

  private void goesOnWhenThereIsRoom() throws IOException {
    Files.delete(ballast());
    a.does("folder", "pause", folder);
    a.does("folder", "resume", folder);
    a.does("devices", "rename", b.nodeId(), "benedict");
  }

  /** Waits until the folder tells of its database. */
  private JsonNode error() {
    long end = System.nanoTime() + LATE.toNanos();
    do {
      for (JsonNode error : a.does("folder", "status", folder, "--json").row().path("errors")) {
        if (error.path("code").asText().equals("database")) {
          return error;
        }
      }
    } while (System.nanoTime() < end);
    throw new AssertionError("the folder does not say that its database cannot be written");
  }
}
