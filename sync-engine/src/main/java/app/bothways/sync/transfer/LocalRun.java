package app.bothways.sync.transfer;

import app.bothways.sync.chunk.ChunkStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks of a content that follow each other, and do so in what is on this disk as well: they are
 * read and written at once. For one thread.
 */
final class LocalRun {
  private final int first;
  private List<ChunkStore.Place> places;
  private int count = 1;
  private int bytes;

  /**
   * @param places where its first chunk stands
   */
  LocalRun(int first, List<ChunkStore.Place> places, int length) {
    this.first = first;
    this.places = places;
    this.bytes = length;
  }

  /**
   * Takes one more if it goes on here, and there in at least one of the places.
   *
   * @param most bytes of the run
   */
  boolean takes(int chunk, List<ChunkStore.Place> there, int length, int most) {
    if (chunk != first + count || bytes + length > most) {
      return false;
    }
    List<ChunkStore.Place> going = places.stream().filter(p -> goesOn(p, there)).toList();
    if (going.isEmpty()) {
      return false;
    }
    places = going;
    count++;
    bytes += length;
    return true;
  }

  private boolean goesOn(ChunkStore.Place place, List<ChunkStore.Place> there) {
    return there.stream()
        .anyMatch(
            next ->
                next.offset() == place.offset() + bytes && next.content().equals(place.content()));
  }

  int first() {
    return first;
  }

  int count() {
    return count;
  }

  int bytes() {
    return bytes;
  }

  /** Where the first of them stands and the others follow. */
  List<ChunkStore.Place> places() {
    return places;
  }

  /** Their numbers. */
  List<Integer> chunks() {
    var numbers = new ArrayList<Integer>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(first + i);
    }
    return numbers;
  }
}
