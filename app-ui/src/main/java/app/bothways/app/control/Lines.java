package app.bothways.app.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads lines of UTF-8 that end with LF. Holds at most {@link #LIMIT} bytes of a line, whatever is
 * sent. One thread at a time.
 */
final class Lines {
  static final int LIMIT = 1 << 20;

  /** A line is longer than {@link #LIMIT}; what follows cannot be told apart any more. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("a line is longer than " + LIMIT + " bytes");
    }
  }

  private final ReadableByteChannel channel;
  private final ByteBuffer chunk = ByteBuffer.allocate(8192).flip();
  private byte[] line = new byte[1024];
  private int length;

  Lines(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * The next line without its end; empty at the end of the stream, where an unfinished line is
   * dropped.
   *
   * @throws TooLongException when the line is over the limit
   * @throws CharacterCodingException when it is not UTF-8; the next call reads the next line
   */
  Optional<String> next() throws IOException {
    length = 0;
    while (true) {
      while (chunk.hasRemaining()) {
        byte b = chunk.get();
        if (b == '\n') {
          return Optional.of(decode());
        }
        append(b);
      }
      chunk.clear();
      int read = channel.read(chunk);
      chunk.flip();
      if (read < 0) {
        return Optional.empty();
      }
    }
  }

  private void append(byte b) throws TooLongException {
    if (length == LIMIT) {
      throw new TooLongException();
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(LIMIT, line.length * 2));
    }
    line[length++] = b;
  }

  private String decode() throws CharacterCodingException {
    CharBuffer text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(line, 0, length));
    return text.toString();
  }
}
