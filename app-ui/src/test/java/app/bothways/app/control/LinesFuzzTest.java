package app.bothways.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesFuzzTest {
  private static final String[] FRAGMENTS = {
    "{",
    "}",
    "[",
    "]",
    "\"jsonrpc\":\"2.0\"",
    "\"id\":",
    "1",
    "-1",
    "1e999",
    "99999999999999999999",
    "\"method\":",
    "\"status\"",
    "\"params\":",
    "null",
    "\"result\":",
    "\"error\":",
    ",",
    ":",
    "\\u0000",
    "\"code\":",
    "true",
    "\n",
    "\u00e9",
    "{\"a\":",
    "[["
  };

  @Test
  void randomBytesAreAnsweredOrEndButNeverThrowAnythingElse() throws IOException {
    Random random = random();
    for (int round = 0; round < 3000; round++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readAll(bytes);
    }
  }

  @Test
  void randomJsonIsAlwaysAMessageThatCanBeWrittenAgain() throws IOException {
    Random random = random();
    for (int round = 0; round < 5000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
      }
      for (Message message :
          readAll(text.append('\n').toString().getBytes(StandardCharsets.UTF_8))) {
        assertThat(message.line()).doesNotContain("\n");
      }
    }
  }

  @Test
  void aLineOverOneMebibyteIsRefusedAndNotKept() {
    var bytes = new byte[Lines.LIMIT + 1];
    Arrays.fill(bytes, (byte) 'x');
    var lines = new Lines(Channels.newChannel(new ByteArrayInputStream(bytes)));
    assertThatThrownBy(lines::next).isInstanceOf(Lines.TooLongException.class);
  }

  @Test
  void aLineOfExactlyOneMebibyteIsRead() throws IOException {
    var bytes = new byte[Lines.LIMIT + 1];
    Arrays.fill(bytes, (byte) 'x');
    bytes[Lines.LIMIT] = '\n';
    var lines = new Lines(Channels.newChannel(new ByteArrayInputStream(bytes)));
    assertThat(lines.next().orElseThrow()).hasSize(Lines.LIMIT);
  }

  @Test
  void deepNestingIsNotJson() {
    Message message = Message.parse("[".repeat(100_000));
    assertThat(message).isInstanceOf(Message.Failure.class);
  }

  private static List<Message> readAll(byte[] bytes) throws IOException {
    var lines = new Lines(Channels.newChannel(new ByteArrayInputStream(bytes)));
    var messages = new ArrayList<Message>();
    while (true) {
      try {
        Optional<String> line = lines.next();
        if (line.isEmpty()) {
          return messages;
        }
        messages.add(Message.parse(line.get()));
      } catch (CharacterCodingException notText) {
        // The line is dropped and the next one is read.
      }
    }
  }

  private static Random random() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    return new Random(seed);
  }
}
