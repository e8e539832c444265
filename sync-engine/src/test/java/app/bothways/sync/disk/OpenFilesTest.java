package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** I18: however many files there are, only so many are open at once. */
class OpenFilesTest {
  private static final int FILES = 200;
  private static final int MOST = 100;

  @TempDir Path base;

  private static int open() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return (int) fds.count();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aScanAndABatchOfStepsOpenAFewFilesAtATime() throws IOException {
    var most = new AtomicInteger();
    Path root = base.toRealPath().resolve("folder");
    try (var folder =
        new DiskFixture(
            root,
            "",
            fs ->
                HookedFs.around(
                    fs,
                    (call, arguments) -> {
                      if (Set.of("openRead", "force").contains(call)) {
                        most.accumulateAndGet(open(), Math::max);
                      }
                    }))) {
      for (int i = 0; i < FILES; i++) {
        Trees.write(root.resolve("f" + i), "text " + i);
      }
      int before = open();
      folder.scan();
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        steps.add(folder.put("g" + i, "text " + i));
      }
      assertThat(folder.disk.apply(steps)).allMatch(StepResult.Done.class::isInstance);
      assertThat(most.get() - before).isBetween(1, MOST);
    }
  }
}
