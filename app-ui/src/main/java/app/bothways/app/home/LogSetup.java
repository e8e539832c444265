package app.bothways.app.home;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: to the error stream from {@code WARN} on, without stack traces; and, once
 * {@link #toFile} was called, everything from {@code INFO} on, or from the level that the
 * environment variable {@code BOTHWAYS_LOG} names, into five files of 2 MB each.
 *
 * <p>The standard output belongs to answers; no log line ever goes there. Nothing logs names or
 * paths of a person's files at {@code INFO}.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String LINES =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} %msg%n";

  /** Called by logback through the service loader, before the first log line. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder(context, "%-5level %msg%n%nopex"));
    var threshold = new ThresholdFilter();
    threshold.setLevel(Level.WARN.levelStr);
    threshold.start();
    console.addFilter(threshold);
    console.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    // A machine without a hardware address is no concern of anybody's: random bytes do as well.
    context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Adds the rolling file {@code bothways.log} in {@code directory}; a second call does nothing.
   */
  public static void toFile(Path directory) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender("file") != null) {
      return;
    }
    var file = new RollingFileAppender<ILoggingEvent>();
    file.setContext(context);
    file.setName("file");
    file.setFile(directory.resolve("bothways.log").toString());
    file.setEncoder(encoder(context, LINES));
    var window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(file);
    window.setMinIndex(1);
    window.setMaxIndex(4);
    window.setFileNamePattern(directory.resolve("bothways.%i.log").toString());
    window.start();
    var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(2 * FileSize.MB_COEFFICIENT));
    size.start();
    file.setRollingPolicy(window);
    file.setTriggeringPolicy(size);
    file.start();
    root.addAppender(file);
    context.getLogger("app.bothways").setLevel(level(System.getenv("BOTHWAYS_LOG")));
  }

  /** {@code INFO} where nothing or nonsense is asked for. */
  static Level level(String asked) {
    return Level.toLevel(asked, Level.INFO);
  }

  /** Writes what is buffered and closes the files. */
  public static void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
