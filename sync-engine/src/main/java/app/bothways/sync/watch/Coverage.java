package app.bothways.sync.watch;

import java.nio.file.WatchEvent;
import java.util.stream.Stream;

/** How much one watch of the system covers. */
enum Coverage {
  /** WINDOWS: one handle sees all below it. */
  WHOLE_TREE,
  /** Linux (inotify): each directory needs its own. */
  EACH_DIRECTORY;

  WatchEvent.Modifier[] modifiers() {
    return switch (this) {
      case WHOLE_TREE -> new WatchEvent.Modifier[] {fileTree()};
      case EACH_DIRECTORY -> new WatchEvent.Modifier[0];
    };
  }

  /** Of the module jdk.unsupported, which the compiler does not let be named without a warning. */
  private static WatchEvent.Modifier fileTree() {
    try {
      Object[] all =
          Class.forName("com.sun.nio.file.ExtendedWatchEventModifier").getEnumConstants();
      return Stream.of(all)
          .map(WatchEvent.Modifier.class::cast)
          .filter(modifier -> modifier.name().equals("FILE_TREE"))
          .findFirst()
          .orElseThrow();
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException("this Java runtime lacks jdk.unsupported", missing);
    }
  }
}
