package app.bothways.sync.transfer;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Optional;

/** Something of one content that is asked for; {@code path} is where the asked device has it. */
public sealed interface Part {
  RelPath path();

  ContentId content();

  /** All of it. */
  record Whole(RelPath path, ContentId content) implements Part {}

  /** Some stretches of it, in ascending order, one after the other. */
  record Stretches(RelPath path, ContentId content, List<Stretch> stretches) implements Part {
    public Stretches {
      stretches = List.copyOf(stretches);
    }
  }

  /** Its chunk list, told as the difference to a list that the asking device has, if possible. */
  record Chunks(RelPath path, ContentId content, Optional<Base> base) implements Part {}

  /**
   * Bytes of a content.
   *
   * @param offset not negative
   * @param length more than 0
   */
  record Stretch(long offset, long length) {
    public Stretch {
      if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException("no stretch of " + length + " bytes at " + offset);
      }
    }
  }

  /**
   * A chunk list that the asking device has.
   *
   * @param digest tells whether the other device's list of that content is the same
   */
  record Base(ContentId content, ContentId digest) {}
}
