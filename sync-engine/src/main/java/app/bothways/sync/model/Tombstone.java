package app.bothways.sync.model;

/** The mark that a name was deleted, kept until every member of the folder has seen it. */
public record Tombstone(RelPath path, Version version) implements Entry {
  @Override
  public Tombstone withVersion(Version newer) {
    return new Tombstone(path, newer);
  }
}
