package app.bothways.net.relay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.Quota;
import app.bothways.net.relay.server.RateLimit;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices.Forwarding;
import app.bothways.net.relay.server.RelayTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayFileTest {
  @TempDir private Path directory;

  private RelayServerConfig parse(String text) throws RelayFileException {
    return RelayFile.parse("relay.toml", text, directory, Map.of());
  }

  @Test
  void anEmptyFileServesEveryoneOnTheUsualPorts() throws Exception {
    RelayServerConfig config = parse("");
    assertThat(config.main()).isEqualTo(new Listen("::", 80));
    assertThat(config.access()).isEqualTo(new RelayAccess.Everyone());
    assertThat(config.tls()).isEqualTo(new RelayTls.Plain());
    assertThat(config.limits().clientRate()).isEmpty();
    assertThat(config.services().stun()).contains(new Listen("::", 3478));
    assertThat(config.services().metrics()).contains(new Listen("127.0.0.1", 9090));
    assertThat(config.services().pkarrRecords()).isPositive();
  }

  @Test
  void aFileWithEveryKeyIsUnderstood() throws Exception {
    Files.writeString(directory.resolve("chain.pem"), "x");
    Files.writeString(directory.resolve("default.key"), "x");
    RelayServerConfig config =
        parse(
            """
            enable_relay = false
            http_bind_addr = "0.0.0.0:8080"
            enable_quic_addr_discovery = false
            enable_metrics = true
            metrics_bind_addr = "127.0.0.1:9191"
            enable_stun = true
            stun_bind_addr = "0.0.0.0:3479"
            enable_pkarr = true
            pkarr_max_records = 7
            key_cache_capacity = 1048576
            trusted_proxies = ["10.0.0.0/8", "::1"]
            access.shared_token = ["one", "two"]

            [limits]
            accept_conn_limit = 12.5
            accept_conn_burst = 20
            max_unproved_connections = 100
            max_unproved_per_address = 10

            [limits.client.rx]
            bytes_per_second = 1000000
            max_burst_bytes = 50000

            [limits.client.quota]
            bytes = 5000000000
            period = "month"
            then_bytes_per_second = 1000

            [tls]
            https_bind_addr = "[::]:8443"
            quic_bind_addr = "[::]:7842"
            hostname = ["relay.example", "other.example"]
            cert_mode = "Reloading"
            manual_cert_path = "chain.pem"
            contact = "who@example"
            prod_tls = true
            """);
    assertThat(config.main()).isEqualTo(new Listen("::", 8443));
    assertThat(config.services().forwarding()).isEqualTo(Forwarding.OFF);
    assertThat(config.services().plainHttp()).contains(new Listen("0.0.0.0", 8080));
    assertThat(config.services().metrics()).contains(new Listen("127.0.0.1", 9191));
    assertThat(config.services().stun()).contains(new Listen("0.0.0.0", 3479));
    assertThat(config.services().pkarrRecords()).isEqualTo(7);
    assertThat(config.limits().clientRate()).contains(new RateLimit(1_000_000, 50_000));
    assertThat(config.limits().quota())
        .contains(new Quota(5_000_000_000L, Duration.ofDays(30), 1000));
    assertThat(config.limits().connections().perSecond()).isEqualTo(12.5);
    assertThat(config.limits().connections().unproved()).isEqualTo(100);
    assertThat(config.limits().connections().proxies().networks()).hasSize(2);
    assertThat(config.tls())
        .isEqualTo(
            new RelayTls.PemFiles(
                directory.resolve("chain.pem"), directory.resolve("default.key")));
    assertThat(((RelayAccess.SharedToken) config.access()).tokens()).containsExactly("one", "two");
  }

  @Test
  void everyAccessRuleCanBeWritten() throws Exception {
    var id = NodeKey.generate().id();
    assertThat(parse("access = 'everyone'").access()).isEqualTo(new RelayAccess.Everyone());
    assertThat(parse("access.allowlist = ['" + id + "']").access())
        .isEqualTo(new RelayAccess.Allowlist(Set.of(id)));
    assertThat(parse("[access]\ndenylist = ['" + id.hex() + "']").access())
        .isEqualTo(new RelayAccess.Denylist(Set.of(id)));
    var http =
        (RelayAccess.HttpCallback)
            parse(
                    "[access.http]\nurl = 'https://who.example/may'\nbearer_token = 's3cret'\nrecheck_seconds = 60")
                .access();
    assertThat(http.url()).hasToString("https://who.example/may");
    assertThat(http.bearer()).contains("s3cret");
    assertThat(http.again()).isEqualTo(Duration.ofSeconds(60));
    assertThat(http.toString()).doesNotContain("s3cret");
  }

  @Test
  void secretsFromTheEnvironmentCountBeforeThoseInTheFile() throws Exception {
    var environment =
        Map.of(
            "IROH_RELAY_ACCESS_TOKEN", "outside", "IROH_RELAY_HTTP_BEARER_TOKEN", "bearer-outside");
    var tokens =
        RelayFile.parse("f", "access.shared_token = ['inside']", directory, environment).access();
    assertThat(((RelayAccess.SharedToken) tokens).tokens()).containsExactly("outside");
    var http =
        RelayFile.parse("f", "access.http.url = 'http://x.example'", directory, environment)
            .access();
    assertThat(((RelayAccess.HttpCallback) http).bearer()).contains("bearer-outside");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          acess = "everyone"                      | line 1 | 'acess' | did you mean 'access'
          \\n\\nhttp_bind_addr = 80               | line 3 | 'http_bind_addr' | takes a text
          http_bind_addr = "80"                   | line 1 | 'http_bind_addr' | HOST:PORT
          http_bind_addr = "0.0.0.0:99999"        | line 1 | 'http_bind_addr' | HOST:PORT
          enable_relay = "yes"                    | line 1 | 'enable_relay' | true or false
          \\n[limits.client.rx]\\nbytes_per_second = -1 | line 3 | 'limits.client.rx.bytes_per_second' | from 1
          [limits.client.rx]\\nmax_burst_bytes = 5 | line 2 | 'limits.client.rx.max_burst_bytes' | bytes_per_second
          [limits.client.quota]\\nperiod = "day"   | line 1 | 'limits.client.quota.bytes' | missing
          [limits.client.quota]\\nbytes = 9\\nperiod = "year" | line 3 | 'limits.client.quota.period' | "month"
          limits.client.quotas.bytes = 9          | line 1 | 'limits.client.quotas' | 'quota'
          [limits]\\naccept_conn_limits = 5       | line 2 | 'limits.accept_conn_limits' | 'accept_conn_limit'
          [limits]\\nclient = 5                   | line 2 | 'limits.client' | table
          trusted_proxies = ["proxy.lan"]         | line 1 | 'trusted_proxies' | 10.0.0.0/8
          access = "nobody"                       | line 1 | 'access' | everyone
          access.shared_token = []                | line 1 | 'access.shared_token' | empty
          access.shared_token = ["a", ""]         | line 1 | 'access.shared_token' | empty
          access.shared_token = "a"               | line 1 | 'access.shared_token' | list
          access.allowlist = ["abc"]              | line 1 | 'access.allowlist' | 'abc'
          access.alowlist = ["abc"]               | line 1 | 'access.alowlist' | 'allowlist'
          [access]\\nshared_token=["a"]\\ndenylist=[] | line 1 | 'access' | exactly one
          access.http.url = "ftp://x"             | line 1 | 'access.http.url' | http
          access.http.bearer_token = "x"          | line 1 | 'access.http.url' | http
          enable_quic_addr_discovery = true       | line 1 | 'enable_quic_addr_discovery' | enable_stun
          [tls]\\ncert_mode = "LetsEncrypt"       | line 2 | 'tls.cert_mode' | Reloading
          [tls]\\ncert_mode = "Sometimes"         | line 2 | 'tls.cert_mode' | Manual
          [tls]\\nmanual_cert_path = "no.pem"     | line 2 | 'tls.manual_cert_path' | no.pem
          enable_relay = tru                      | line 1 | 'enable_relay' | boolean
          a = 1\\na = 2                           | line 2 | a | relay.toml
          """)
  void aFaultIsOneLineThatNamesTheLineAndTheKey(String text, String line, String key, String hint) {
    Throwable fault = catchThrowable(() -> parse(text.replace("\\n", "\n")));
    assertThat(fault).isInstanceOf(RelayFileException.class);
    assertThat(fault.getMessage())
        .startsWith("relay.toml " + line)
        .contains(key, hint)
        .doesNotContain("\n");
  }

  @Test
  void aFileThatIsNotThereOrNoTextIsSaidSo() throws Exception {
    assertThatThrownBy(() -> RelayFile.read(directory.resolve("none.toml")))
        .isInstanceOf(RelayFileException.class)
        .hasMessageContaining("none.toml");
    Path binary = Files.write(directory.resolve("b.toml"), new byte[] {(byte) 0xff, 0, 1});
    assertThatThrownBy(() -> RelayFile.read(binary)).hasMessageContaining("not UTF-8");
  }

  @Test
  void bracketsWithoutEndAreRefusedAndNotFollowed() {
    assertThatThrownBy(() -> parse("a = " + "[".repeat(200_000)))
        .isInstanceOf(RelayFileException.class)
        .hasMessageStartingWith("relay.toml");
  }

  @Test
  void nonsenseIsRefusedAndNeverBreaksTheReader() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    String[] pieces = {
      "access",
      ".",
      "=",
      "\"",
      "'",
      "[",
      "]",
      "{",
      "}",
      "\n",
      "limits",
      "client",
      "rx",
      "tls",
      "1",
      "-",
      "\\",
      "\u0000",
      "true",
      "shared_token",
      ",",
      "#",
      "0x",
      "1e9",
      "inf",
      "nan",
      "'''",
      " ",
      "http_bind_addr",
      "\"[::]:80\"",
      "\uD83D\uDE00"
    };
    for (int i = 0; i < 1500; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        assertThat(parse(text.toString())).isNotNull();
      } catch (RelayFileException refused) {
        assertThat(refused.getMessage()).startsWith("relay.toml").doesNotContain("\n");
      }
    }
  }
}
