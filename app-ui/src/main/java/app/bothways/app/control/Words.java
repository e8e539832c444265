package app.bothways.app.control;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Enum constants as {@link ViewJson#word} writes them, read back. */
final class Words {
  private Words() {}

  /**
   * @param what of which kind the word should be, as "mode"
   */
  static <E extends Enum<E>> E parse(Class<E> type, String what, String word) throws Refusal {
    E[] all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(e -> ViewJson.word(e).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Mistake.UNKNOWN_WORD,
                    "'%s' is no %s; use %s"
                        .formatted(
                            word,
                            what,
                            Arrays.stream(all)
                                .map(ViewJson::word)
                                .collect(Collectors.joining(", ")))));
  }
}
