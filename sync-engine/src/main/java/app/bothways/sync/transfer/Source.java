package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A connected device that may have contents of this folder. Any thread. */
public interface Source {
  NodeId device();

  /**
   * Asks for parts and hands them over, in order, as they come.
   *
   * @throws IOException when the connection or the other side failed; what was not handed over by
   *     then will not come
   */
  void fetch(List<Part> parts, Taker taker, Cancel cancel) throws IOException;

  /** Takes the answers. */
  interface Taker {
    /**
     * @param in ends after {@code size} bytes; what is not read is skipped
     */
    void here(int part, long size, InputStream in) throws IOException;

    /** The device does not have it any more. */
    void missing(int part) throws IOException;
  }
}
