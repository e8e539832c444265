package app.bothways.app.cli;

import app.bothways.app.Refusal;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line. */
public final class CommandLines {
  private CommandLines() {}

  /** Whatever happens, the result is an exit code and at most one line of complaint. */
  public static int run(Io io, Screen screen, String... args) {
    var root = new Root(io, screen);
    CommandLine line = new CommandLine(root, factory(root));
    line.setOut(writer(io.out()));
    line.setErr(writer(io.err()));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setParameterExceptionHandler((e, _) -> usage(io, e));
    line.setExecutionExceptionHandler((e, _, _) -> failure(io, e));
    int exit = line.execute(args);
    io.out().flush();
    io.err().flush();
    return exit;
  }

  /** Commands are made with their {@link Root}; everything else as picocli does it. */
  private static IFactory factory(Root root) {
    IFactory standard = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        for (var constructor : type.getDeclaredConstructors()) {
          if (constructor.getParameterCount() == 1
              && constructor.getParameterTypes()[0] == Root.class) {
            return type.cast(constructor.newInstance(root));
          }
        }
        return standard.create(type);
      }
    };
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int usage(Io io, ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String what = oneLine(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String first = unmatched.getUnmatched().getFirst();
      boolean group = !command.getSubcommands().isEmpty();
      what = "'" + first + "' is " + (group ? "not a command" : "one argument too many");
    }
    io.err().println("bothways: " + what + "; see: " + name + " --help");
    return Exit.USAGE;
  }

  private static int failure(Io io, Exception e) {
    switch (e) {
      case CliException cli -> {
        io.err().println("bothways: " + oneLine(cli.getMessage()));
        return cli.exit();
      }
      case Refusal refusal -> {
        io.err().println("bothways: " + oneLine(refusal.getMessage()));
        return Exit.FAILED;
      }
      default -> {
        // Asked for here only: most commands end without ever loading the logger.
        LoggerFactory.getLogger(CommandLines.class).info("The command failed", e);
        io.err().println("bothways: something went wrong: " + oneLine(e.toString()));
        return Exit.FAILED;
      }
    }
  }

  static String oneLine(String text) {
    return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
