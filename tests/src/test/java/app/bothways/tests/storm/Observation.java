package app.bothways.tests.storm;

import java.util.List;
import java.util.Set;

/**
 * What was seen of one file from outside. A value is a number; {@link #NOTHING} stands for no file.
 */
sealed interface Observation {
  int NOTHING = 0;

  /** On {@code device}, {@code value} was there. */
  record Read(int device, int value) implements Observation {}

  /** On {@code device}, {@code now} took the place of {@code old}: deleting writes nothing. */
  record Write(int device, int old, int now) implements Observation {}

  /**
   * On {@code device} a program that had opened the file when {@code old} was in it wrote {@code
   * now} to what it held; another file may be at the name by then.
   */
  record LateWrite(int device, int old, int now) implements Observation {}

  /** All came to rest: the file on each device, and the values of all its conflict copies. */
  record Rest(List<Integer> values, Set<Integer> copies) implements Observation {
    public Rest {
      values = List.copyOf(values);
      copies = Set.copyOf(copies);
    }
  }
}
