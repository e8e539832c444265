package app.bothways.sync.model;

/** A directory; what it holds are entries of their own. */
public record DirEntry(RelPath path, Version version) implements Entry {
  @Override
  public DirEntry withVersion(Version newer) {
    return new DirEntry(path, newer);
  }
}
