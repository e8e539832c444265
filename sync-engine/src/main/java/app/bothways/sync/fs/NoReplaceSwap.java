package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * For file systems that cannot exchange two names, but refuse to overwrite one: under Linux exFAT
 * and NTFS where the kernel itself knows them, and disks on other computers by SMB.
 */
record NoReplaceSwap(AtomicSwap system) implements AtomicSwap {
  @Override
  public void publish(Path from, Path to) throws IOException {
    system.publish(from, to);
  }
}
