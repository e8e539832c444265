package app.bothways.net.portmap;

import java.io.IOException;

/** The gateway did not map; the message says why, for people. */
final class MappingException extends IOException {
  private static final long serialVersionUID = 1;

  /** Whether the router said so, or nobody did. */
  enum Kind {
    REFUSED,
    SILENT
  }

  private final Kind kind;

  private MappingException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static MappingException refused(String message) {
    return new MappingException(Kind.REFUSED, message);
  }

  static MappingException silent(String message) {
    return new MappingException(Kind.SILENT, message);
  }

  Kind kind() {
    return kind;
  }
}
