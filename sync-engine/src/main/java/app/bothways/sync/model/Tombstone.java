package app.bothways.sync.model;

import java.util.Optional;

/**
 * The mark that a name was deleted, kept until every member of the folder has come to terms with
 * it.
 *
 * @param previous what the file held that was deleted, as its deleter saw it: a device that lost
 *     its memory finds by it that its file is only outdated
 */
public record Tombstone(RelPath path, Version version, Optional<ContentId> previous)
    implements Entry {
  @Override
  public Tombstone withVersion(Version newer) {
    return new Tombstone(path, newer, previous);
  }
}
