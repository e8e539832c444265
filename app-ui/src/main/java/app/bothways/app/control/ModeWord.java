package app.bothways.app.control;

import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.sync.FolderMode;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Folder modes as they are written on the command line. */
final class ModeWord {
  private ModeWord() {}

  static FolderMode parse(String word) throws Refusal {
    return Arrays.stream(FolderMode.values())
        .filter(mode -> ViewJson.word(mode).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Mistake.UNKNOWN_WORD,
                    "'"
                        + word
                        + "' is no mode; use "
                        + Arrays.stream(FolderMode.values())
                            .map(ViewJson::word)
                            .collect(Collectors.joining(", "))));
  }
}
