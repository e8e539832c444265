package app.bothways.sync.fs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * ReplaceFileW and MoveFileExW. WINDOWS: ReplaceFileW keeps the old file under the backup name, so
 * the slot is filled in the same call; MoveFileExW without flags never replaces.
 */
@SuppressWarnings("restricted")
final class WindowsSwap implements AtomicSwap {
  private static final int REPLACEFILE_IGNORE_MERGE_ERRORS = 2;
  private static final int ERROR_FILE_NOT_FOUND = 2;
  private static final int ERROR_PATH_NOT_FOUND = 3;
  private static final int ERROR_ACCESS_DENIED = 5;
  private static final int ERROR_SHARING_VIOLATION = 32;
  private static final int ERROR_FILE_EXISTS = 80;
  private static final int ERROR_ALREADY_EXISTS = 183;

  private final StructLayout stateLayout = Linker.Option.captureStateLayout();
  private final VarHandle lastError =
      stateLayout.varHandle(MemoryLayout.PathElement.groupElement("GetLastError"));
  private final MethodHandle replaceFile;
  private final MethodHandle moveFile;

  WindowsSwap() {
    SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", Arena.global());
    Linker linker = Linker.nativeLinker();
    var capture = Linker.Option.captureCallState("GetLastError");
    var pointer = ValueLayout.ADDRESS;
    var integer = ValueLayout.JAVA_INT;
    replaceFile =
        linker.downcallHandle(
            kernel.find("ReplaceFileW").orElseThrow(),
            FunctionDescriptor.of(integer, pointer, pointer, pointer, integer, pointer, pointer),
            capture);
    moveFile =
        linker.downcallHandle(
            kernel.find("MoveFileExW").orElseThrow(),
            FunctionDescriptor.of(integer, pointer, pointer, integer),
            capture);
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    call(
        to,
        (arena, state) -> (int) moveFile.invokeExact(state, wide(arena, from), wide(arena, to), 0));
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    call(
        target,
        (arena, state) ->
            (int)
                replaceFile.invokeExact(
                    state,
                    wide(arena, target),
                    wide(arena, staged),
                    wide(arena, slot),
                    REPLACEFILE_IGNORE_MERGE_ERRORS,
                    MemorySegment.NULL,
                    MemorySegment.NULL));
  }

  private void call(Path path, Posix.Call call) throws IOException {
    int error;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(stateLayout);
      if (call.run(arena, state) != 0) {
        return;
      }
      error = (int) lastError.get(state, 0L);
    } catch (Throwable broken) {
      throw new IllegalStateException("native call", broken);
    }
    throw exception(error, path.toString());
  }

  private static FileSystemException exception(int error, String path) {
    return switch (error) {
      case ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND -> new NoSuchFileException(path);
      case ERROR_ACCESS_DENIED -> new AccessDeniedException(path);
      case ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS -> new FileAlreadyExistsException(path);
      case ERROR_SHARING_VIOLATION ->
          new FileSystemException(path, null, "is being used by another process");
      default -> new FileSystemException(path, null, "Windows error " + error);
    };
  }

  private static MemorySegment wide(Arena arena, Path path) {
    String text = path.toAbsolutePath().toString();
    // WINDOWS: the prefix lifts the limit of 260 characters.
    String full = text.startsWith("\\\\") ? text : "\\\\?\\" + text;
    return arena.allocateFrom(full, StandardCharsets.UTF_16LE);
  }
}
