package app.bothways.sync.model;

/** Why an item or a folder is not in sync; each has a text and a next step for people. */
public enum ErrorCode {
  DISK_FULL,
  PERMISSION_DENIED,
  IN_USE,
  NAME_NOT_POSSIBLE,
  LINK_NOT_POSSIBLE,
  CHANGED_WHILE_READ,
  READ_FAILED,
  WRITE_FAILED,
  ROOT_MISSING,
  ROOT_REPLACED,
  LINK_IN_PATH,
  DIRECTORY_NOT_EMPTY,
  NOBODY_HAS_IT,
  CONTENT_DAMAGED,
  UNSUPPORTED_KIND,
  IGNORE_RULES,
  PAUSED,
  SCANNING,
  MANY_DELETED,
  MANY_SCRAMBLED,
  DATABASE
}
