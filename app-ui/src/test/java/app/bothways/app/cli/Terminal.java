package app.bothways.app.cli;

import app.bothways.app.FakeApp;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.control.ControlServer;
import app.bothways.app.control.Served;
import app.bothways.app.home.Home;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A terminal before a node that notes down what it is asked, over a real control socket. */
abstract class Terminal {
  private static final Screen NO_SCREEN =
      new Screen(
          _ -> {
            throw new Refusal(Mistake.NO_DISPLAY, "there is no window");
          },
          () -> {});

  @TempDir Path directory;
  final FakeApp app = new FakeApp();
  Home home;
  ControlServer server;

  record Outcome(int exit, String out, String err) {}

  @BeforeEach
  void serve() throws Refusal {
    home = new Home(directory.resolve("home"));
    home.create();
    server =
        ControlServer.start(
            home,
            new Served(
                app,
                app::netEvents,
                _ -> {
                  throw new Refusal(Mistake.NO_DISPLAY, "there is no window");
                }));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  Outcome run(String... args) {
    return typing("", args);
  }

  Outcome typing(String input, String... args) {
    return typing(new ByteArrayOutputStream(), input, args);
  }

  /** {@code out} shows what has been printed so far. */
  private Outcome typing(ByteArrayOutputStream out, String input, String... args) {
    var all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", home.toString()));
    var err = new ByteArrayOutputStream();
    var io =
        new Io(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    int exit = CommandLines.run(io, NO_SCREEN, all.toArray(String[]::new));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  CompletableFuture<Outcome> start(ByteArrayOutputStream out, String... args) {
    return CompletableFuture.supplyAsync(() -> typing(out, "", args));
  }

  CompletableFuture<Outcome> start(String input, String... args) {
    return CompletableFuture.supplyAsync(() -> typing(input, args));
  }
}
