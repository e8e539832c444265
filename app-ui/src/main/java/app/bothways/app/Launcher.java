package app.bothways.app;

import app.bothways.app.cli.CommandLines;
import app.bothways.app.cli.Io;
import app.bothways.app.cli.Screen;
import app.bothways.ui.Window;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Where every Bothways process begins. Not an {@code Application} of JavaFX, so that a command line
 * starts without it.
 */
public final class Launcher {
  private Launcher() {}

  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) ->
            LoggerFactory.getLogger(Launcher.class)
                .error("Unexpected failure on {}: {}", thread.getName(), failure, failure));
    SystemProxies.respect(System.getProperty("os.name"), System.getProperties());
    // JSON is UTF-8 whatever the locale says, and so is all that goes beside it.
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    System.setOut(out);
    System.setErr(err);
    System.exit(CommandLines.run(new Io(System.in, out, err, System.getenv()), screen(), args));
  }

  /** Lambdas, not method references: those would load the window's classes at once. */
  private static Screen screen() {
    return new Screen(Launcher::open, () -> Window.show());
  }

  private static void open(App app) throws Refusal {
    try {
      Window.launch(app);
    } catch (Window.NoDisplay e) {
      throw new Refusal(Mistake.NO_DISPLAY, e.getMessage(), e);
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
