package app.bothways.app.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/** What a command line has around it; a value so that tests can be a terminal. */
public record Io(InputStream in, PrintStream out, PrintStream err, Map<String, String> env) {}
