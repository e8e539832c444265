package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpHeadTest {
  @Test
  void statusAndHeadersAreReadWhateverTheirCase() throws Exception {
    HttpHead head =
        HttpHead.read("HTTP/1.1 302 Found\r\nLOCATION:  http://a \r\nnot one\r\n: x\r\n");
    assertThat(head.status()).isEqualTo(302);
    assertThat(head.headers().firstValue("Location")).contains("http://a");
    assertThat(head.headers().map()).hasSize(1);
  }

  @Test
  void whatDoesNotBeginAsAnAnswerIsNone() {
    for (String text : new String[] {"", "\r\n", "SSH-2.0\r\n", "HTTP/1.1 20 OK", "HTTP/2 200"}) {
      assertThatThrownBy(() -> HttpHead.read(text)).as(text).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noBytesBreakTheReader() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at += 1 + random.nextInt(8)) {
        bytes[at] = (byte) "\r\n: aZ-".charAt(random.nextInt(7));
      }
      String text =
          (random.nextBoolean() ? "HTTP/1.1 200 \r\n" : "")
              + new String(bytes, StandardCharsets.ISO_8859_1);
      try {
        assertThat(HttpHead.read(text).status()).isBetween(100, 999);
      } catch (IOException noAnswer) {
        // The only other way to end.
      }
    }
  }
}
