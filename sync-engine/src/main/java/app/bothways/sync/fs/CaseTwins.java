package app.bothways.sync.fs;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several names in one directory of a disk that stand for the same name: of two that differed in
 * case, one lies under a name of ours, and a person gave the other one the very letters of the
 * first. Whichever is looked for first has the name; of every other one its mark shows to all
 * devices, as {@code name (case 2).ext}, for as long as that is so. It follows from what the
 * directory holds, so that no table can be lost; what really is called so comes first.
 */
final class CaseTwins {
  private CaseTwins() {}

  /**
   * Those that are called otherwise than {@link DiskNames#logical} says.
   *
   * @param listed all names of a directory, as the disk has them
   * @return by their names on the disk; nearly always nothing
   */
  static Map<String, String> of(Collection<String> listed, NameProfile profile) {
    List<String> marked = marked(listed, profile);
    if (marked.isEmpty()) {
      return Map.of();
    }
    Set<String> taken = new HashSet<>();
    Set<String> plain = new HashSet<>();
    for (String name : listed) {
      DiskNames.logical(name, profile).map(CaseTwins::composed).ifPresent(taken::add);
      if (DiskNames.number(name) == 1) {
        DiskNames.logical(name, profile).map(CaseTwins::composed).ifPresent(plain::add);
      }
    }
    var others = new HashMap<String, String>();
    for (String name : marked) {
      if (!isFound(name, profile) || !plain.add(composed(logical(name, profile)))) {
        others.put(name, free(name, profile, taken));
      }
    }
    return others;
  }

  private static List<String> marked(Collection<String> listed, NameProfile profile) {
    return listed.stream()
        .filter(name -> DiskNames.number(name) > 1)
        .filter(name -> DiskNames.logical(name, profile).isPresent())
        .sorted(Comparator.comparing(DiskNames::number).thenComparing(name -> name))
        .toList();
  }

  /** Not where a person moved the mark, or the disk was one that does not tell case apart. */
  private static boolean isFound(String name, NameProfile profile) {
    String plain = DiskNames.disk(logical(name, profile), profile);
    return profile.letterCase() == NameProfile.LetterCase.FOLDED
        && Spelling.same(DiskNames.twin(plain, DiskNames.number(name)), name);
  }

  private static String free(String name, NameProfile profile, Set<String> taken) {
    int number = DiskNames.number(name);
    while (!taken.add(composed(DiskNames.shown(name, number, profile)))) {
      number++;
    }
    return DiskNames.shown(name, number, profile);
  }

  private static String logical(String name, NameProfile profile) {
    return DiskNames.logical(name, profile).orElseThrow();
  }

  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
