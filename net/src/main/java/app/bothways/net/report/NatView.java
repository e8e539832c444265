package app.bothways.net.report;

import java.util.List;

/**
 * What is known, without asking anew, of the way between this device and the outside.
 *
 * @param udp whether UDP datagrams come back from outside
 * @param publicAddresses {@code ip:port} as others see this device's socket
 * @param portMappings what routers map to this device now
 */
public record NatView(
    Finding udp, NatKind mapping, List<String> publicAddresses, List<PortMapping> portMappings) {
  public static final NatView NOTHING_KNOWN =
      new NatView(Finding.UNKNOWN, NatKind.UNKNOWN, List.of(), List.of());

  public NatView {
    publicAddresses = List.copyOf(publicAddresses);
    portMappings = List.copyOf(portMappings);
  }
}
