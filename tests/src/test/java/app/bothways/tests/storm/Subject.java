package app.bothways.tests.storm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Devices that keep one folder the same, seen from outside: processes and directories. Devices have
 * numbers from 0. For one thread.
 */
interface Subject extends AutoCloseable {
  String name();

  /** Where device {@code number} keeps the folder. */
  Path folder(int number);

  /** What its process is; only while it runs. */
  ProcessHandle process(int number);

  /** The UDP port at which others reach it. */
  int port(int number);

  void start(int number) throws IOException;

  /** SIGKILL, and waits for the end. */
  void kill(int number);

  /**
   * Waits until all devices, which run and reach each other, say that nothing is left to do.
   *
   * @return what they complain about when the time was up first; empty when they are content
   */
  List<String> settle(Duration longest);

  /** Databases that devices could not read and made anew, though nothing had damaged them. */
  default List<String> setAside() throws IOException {
    return List.of();
  }

  /** Whether this entry of the folder's root is not a person's. */
  boolean isOwn(String name);

  @Override
  void close() throws IOException;
}
