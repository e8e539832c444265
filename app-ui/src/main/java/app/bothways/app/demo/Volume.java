package app.bothways.app.demo;

import java.time.Duration;

/**
 * How much goes from one device to the other after the sample.
 *
 * @param files of 4 KiB each, 0 to {@link #MOST_FILES}
 * @param mebibytes of one large file, 0 to {@link #MOST_MEBIBYTES}; 0 for none
 */
public record Volume(int files, int mebibytes) {
  public static final int MOST_FILES = 100_000;
  public static final int MOST_MEBIBYTES = 4096;

  public Volume {
    if (files < 0 || files > MOST_FILES || mebibytes < 0 || mebibytes > MOST_MEBIBYTES) {
      throw new IllegalArgumentException("no volume: " + files + " files, " + mebibytes + " MiB");
    }
  }

  /** What is said of the files and of the large one, where there are such. */
  String words(String ofFiles, String ofLarge) {
    String first = files == 0 ? "" : ofFiles.formatted(files);
    String second = mebibytes == 0 ? "" : ofLarge.formatted(mebibytes);
    return first + (first.isEmpty() || second.isEmpty() ? "" : " and ") + second;
  }

  boolean nothing() {
    return files == 0 && mebibytes == 0;
  }

  /** What even a slow disk needs for all of it, beyond what any step has. */
  Duration patience() {
    return Duration.ofMillis(20L * files + 300L * mebibytes);
  }
}
