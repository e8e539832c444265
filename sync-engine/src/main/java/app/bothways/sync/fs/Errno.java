package app.bothways.sync.fs;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Error numbers of POSIX systems (errno.h of Linux and macOS agree on those below 35). */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;
  static final int ENOSYS = 38;
  static final int ENOTEMPTY_LINUX = 39;
  static final int ENOTSUP_MAC = 45;
  static final int ENOTEMPTY_MAC = 66;
  static final int EOPNOTSUPP_LINUX = 95;

  private Errno() {}

  static FileSystemException exception(int errno, String path) {
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(path);
      case EEXIST -> new FileAlreadyExistsException(path);
      case EACCES -> new AccessDeniedException(path);
      case ENOTDIR -> new NotDirectoryException(path);
      case ENOTEMPTY_LINUX, ENOTEMPTY_MAC -> new DirectoryNotEmptyException(path);
      default -> new FileSystemException(path, null, Posix.text(errno));
    };
  }

  /** The call exists but this file system or kernel cannot do it. */
  static boolean isUnsupported(int errno) {
    return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP_MAC || errno == EOPNOTSUPP_LINUX;
  }
}
