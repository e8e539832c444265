package app.bothways.sync;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.LocalDisk;
import app.bothways.sync.disk.LocalDiskConfig;
import app.bothways.sync.model.RelPath;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conflict copy takes the place of its original, and a program is still at the copy. */
class TakenCopyTest {
  private static final RelPath ORIGINAL = RelPath.of("a");
  private static final RelPath COPY = RelPath.of("a (conflict)");

  @TempDir Path root;

  /** As soon as steps are done for the first time, somebody saves the copy. */
  private FolderDisk savedInTheMiddle(LocalDisk disk) {
    var saved = new AtomicBoolean();
    return (FolderDisk)
        Proxy.newProxyInstance(
            TakenCopyTest.class.getClassLoader(),
            new Class<?>[] {FolderDisk.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(disk, arguments);
                if (method.getName().equals("apply") && !saved.getAndSet(true)) {
                  Files.writeString(root.resolve(COPY.toString()), "saved just now");
                }
                return result;
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @Test
  void whatIsSavedToItMeanwhileStays() throws Exception {
    var config = new LocalDiskConfig(root, "a".repeat(26), "Anna's PC", Clock.systemUTC(), _ -> {});
    try (LocalDisk disk = LocalDisk.create(config)) {
      disk.recover();
      Files.writeString(root.resolve(ORIGINAL.toString()), "original");
      Files.writeString(root.resolve(COPY.toString()), "copy");
      new HandEdits(savedInTheMiddle(disk), Clock.systemUTC(), _ -> {}).replace(ORIGINAL, COPY);
    }
    assertThat(root.resolve(ORIGINAL.toString())).hasContent("copy");
    assertThat(root.resolve(COPY.toString())).hasContent("saved just now");
  }
}
