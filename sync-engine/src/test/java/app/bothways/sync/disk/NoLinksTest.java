package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link that cannot be made is told apart from a disk that can hold none. */
class NoLinksTest {
  private static final String NOT_BUILT_IN = "Function not implemented";

  @TempDir Path base;

  private Codes refused(HookedFs.Hook hook) throws IOException {
    Path root = base.toRealPath().resolve("folder");
    try (var folder = new DiskFixture(root, "old=here", fs -> HookedFs.around(fs, hook))) {
      var fresh = new Step.PutLink(RelPath.of("link"), "somewhere", Optional.empty());
      var over = new Step.PutLink(RelPath.of("old"), "somewhere", folder.expected("old"));
      return new Codes(code(folder.apply(fresh)), code(folder.apply(over)));
    }
  }

  private record Codes(ErrorCode fresh, ErrorCode over) {}

  private static ErrorCode code(StepResult result) {
    return ((StepResult.Failed) result).error().code();
  }

  private static void refuse(String call, Object[] arguments, String reason) throws IOException {
    if (call.equals("makeLink")) {
      throw new FileSystemException(arguments[0].toString(), null, reason);
    }
  }

  @Test
  void aDiskThatHoldsNoLinksIsNamed() throws IOException {
    assertThat(refused((call, arguments) -> refuse(call, arguments, NOT_BUILT_IN)))
        .isEqualTo(new Codes(ErrorCode.LINK_NOT_POSSIBLE, ErrorCode.LINK_NOT_POSSIBLE));
  }

  @Test
  void aFullDiskIsFullForLinksToo() throws IOException {
    assertThat(refused((call, arguments) -> refuse(call, arguments, "No space left on device")))
        .isEqualTo(new Codes(ErrorCode.DISK_FULL, ErrorCode.DISK_FULL));
  }

  @Test
  void oneLinkThatFailsIsNotTheDisk() throws IOException {
    var calls = new AtomicInteger();
    HookedFs.Hook everyOther =
        (call, arguments) -> {
          if (call.equals("makeLink") && calls.getAndIncrement() % 2 == 0) {
            refuse(call, arguments, NOT_BUILT_IN);
          }
        };
    assertThat(refused(everyOther))
        .isEqualTo(new Codes(ErrorCode.WRITE_FAILED, ErrorCode.WRITE_FAILED));
  }
}
