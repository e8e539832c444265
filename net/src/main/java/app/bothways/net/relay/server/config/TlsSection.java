package app.bothways.net.relay.server.config;

import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayTls;
import java.nio.file.Files;
import java.nio.file.Path;

/** The table {@code tls}: certificates from files, which are read again when they change. */
record TlsSection(Listen main, RelayTls tls) {
  private static final Listen HTTPS = new Listen("::", 443);

  /**
   * @param directory of the configuration file, from which relative paths count
   */
  static TlsSection read(Section tls, Path directory) throws RelayFileException {
    String mode = tls.string("cert_mode").orElse("Manual");
    switch (mode) {
      case "Manual", "Reloading" -> {}
      case "LetsEncrypt" ->
          throw tls.fault(
              "cert_mode",
              "LetsEncrypt is not offered: let an ACME client write the files, and use Reloading");
      default -> throw tls.fault("cert_mode", "takes \"Manual\" or \"Reloading\"");
    }
    // Meant for what we do not do; known so that files made for iroh-relay can be used.
    tls.listen("quic_bind_addr");
    tls.string("contact");
    tls.bool("prod_tls");
    if (tls.value("hostname").filter(String.class::isInstance).isEmpty()) {
      tls.strings("hostname");
    }
    Path in = path(tls, "cert_dir", directory, directory);
    Path certificate = path(tls, "manual_cert_path", in, in.resolve("default.crt"));
    Path key = path(tls, "manual_key_path", in, in.resolve("default.key"));
    requireReadable(tls, "manual_cert_path", certificate);
    requireReadable(tls, "manual_key_path", key);
    return new TlsSection(
        tls.listen("https_bind_addr").orElse(HTTPS), new RelayTls.PemFiles(certificate, key));
  }

  private static Path path(Section tls, String key, Path base, Path otherwise)
      throws RelayFileException {
    try {
      return tls.string(key).map(base::resolve).orElse(otherwise);
    } catch (java.nio.file.InvalidPathException wrong) {
      throw tls.fault(key, "is no path of this system");
    }
  }

  private static void requireReadable(Section tls, String key, Path file)
      throws RelayFileException {
    if (!Files.isReadable(file)) {
      throw tls.fault(key, "names " + file + ", which is not a readable file");
    }
  }
}
