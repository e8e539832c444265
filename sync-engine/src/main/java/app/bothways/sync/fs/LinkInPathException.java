package app.bothways.sync.fs;

import java.nio.file.FileSystemException;

/** A directory on the way is a link, and links are never followed. */
public final class LinkInPathException extends FileSystemException {
  private static final long serialVersionUID = 1;

  public LinkInPathException(String path) {
    super(path, null, "is a link where a directory was expected");
  }
}
