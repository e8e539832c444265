package app.bothways.net.portmap;

import java.util.List;

/** Finds the default gateways. Reads files or runs a program of the system, so it may block. */
@FunctionalInterface
interface Gateways {
  /**
   * @param interfaces only those on these; empty for all. Never one on a loopback interface
   */
  List<Gateway> find(List<String> interfaces);
}
