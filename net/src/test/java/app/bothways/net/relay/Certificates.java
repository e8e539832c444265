package app.bothways.net.relay;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.relay.server.RelayTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Certificates for tests, made by the JDK's own tool. */
public final class Certificates {
  private Certificates() {}

  /** A new certificate and its key as {@code relay.crt} and {@code relay.key}. */
  public static RelayTls.PemFiles selfSigned(Path directory) throws Exception {
    return validFrom(directory, "+0d");
  }

  /** Valid for two days from {@code start}, like {@code -10d}. */
  public static RelayTls.PemFiles validFrom(Path directory, String start) throws Exception {
    Path store = directory.resolve("store.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "relay",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test relay",
                "-startdate",
                start,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    byte[] certificate = keys.getCertificate("relay").getEncoded();
    byte[] key = keys.getKey("relay", "secret".toCharArray()).getEncoded();
    return new RelayTls.PemFiles(
        pem(directory.resolve("relay.crt"), "CERTIFICATE", certificate),
        pem(directory.resolve("relay.key"), "PRIVATE KEY", key));
  }

  private static Path pem(Path file, String type, byte[] bytes) throws IOException {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(type, encoder.encodeToString(bytes), type));
  }
}
