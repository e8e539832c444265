package app.bothways.sync.disk;

import app.bothways.sync.fs.LinkInPathException;
import app.bothways.sync.fs.SystemTexts;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/** The one place where what a system says becomes a code, a sentence and a next step. */
public final class DiskErrors {
  private DiskErrors() {}

  public static SyncError rootMissing(Path root) {
    return new SyncError(
        ErrorCode.ROOT_MISSING,
        "",
        "The folder's place " + root + " is not there, or not connected.",
        "Nothing is deleted anywhere. Syncing goes on by itself when it is back.");
  }

  public static SyncError rootReplaced(Path root) {
    return new SyncError(
        ErrorCode.ROOT_REPLACED,
        "",
        "Another disk or folder stands at " + root + ".",
        "Connect the right disk, or remove the folder and add it again.");
  }

  public static SyncError reading(String path, IOException failure) {
    return of(path, failure, ErrorCode.READ_FAILED);
  }

  public static SyncError writing(String path, IOException failure) {
    return of(path, failure, ErrorCode.WRITE_FAILED);
  }

  private static SyncError of(String path, IOException failure, ErrorCode otherwise) {
    if (failure instanceof DiskException known) {
      return known.error();
    }
    ErrorCode code = code(failure).orElse(otherwise);
    String reason =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : failure.getClass().getSimpleName();
    return make(code, path, reason);
  }

  private static Optional<ErrorCode> code(IOException failure) {
    return switch (failure) {
      case LinkInPathException link -> Optional.of(ErrorCode.LINK_IN_PATH);
      case AccessDeniedException denied -> Optional.of(ErrorCode.PERMISSION_DENIED);
      case DirectoryNotEmptyException full -> Optional.of(ErrorCode.DIRECTORY_NOT_EMPTY);
      default -> SystemTexts.code(String.valueOf(failure.getMessage())).map(DiskErrors::code);
    };
  }

  private static ErrorCode code(SystemTexts.Cause cause) {
    return switch (cause) {
      case NO_SPACE -> ErrorCode.DISK_FULL;
      case NO_PERMISSION, READ_ONLY -> ErrorCode.PERMISSION_DENIED;
      case NOT_EMPTY -> ErrorCode.DIRECTORY_NOT_EMPTY;
      case BUSY -> ErrorCode.IN_USE;
      case BAD_NAME -> ErrorCode.NAME_NOT_POSSIBLE;
    };
  }

  /** A link that could not be made, where no other can be made either. */
  public static DiskException noLinks(String path, Exception failure) {
    String reason =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : failure.getClass().getSimpleName();
    return new DiskException(make(ErrorCode.LINK_NOT_POSSIBLE, path, reason), failure);
  }

  /** An error with its standing sentence and next step; {@code detail} says what is special. */
  public static SyncError make(ErrorCode code, String path, String detail) {
    return new SyncError(code, path, sentence(code, detail), next(code));
  }

  private static String sentence(ErrorCode code, String detail) {
    return switch (code) {
      case DISK_FULL -> "There is not enough free space on the disk (" + detail + ").";
      case PERMISSION_DENIED -> "The system does not allow it (" + detail + ").";
      case IN_USE -> "A program is using it (" + detail + ").";
      case NAME_NOT_POSSIBLE -> "Its name cannot be synced or stored here (" + detail + ").";
      case LINK_NOT_POSSIBLE -> "This disk cannot hold links (" + detail + ").";
      case CHANGED_WHILE_READ -> "It changed while it was being read (" + detail + ").";
      case READ_FAILED -> "It could not be read (" + detail + ").";
      case WRITE_FAILED -> "It could not be written (" + detail + ").";
      case LINK_IN_PATH -> "A link stands where a directory was expected (" + detail + ").";
      case DIRECTORY_NOT_EMPTY -> "The directory still holds something (" + detail + ").";
      case CONTENT_DAMAGED -> "What arrived is not what was announced (" + detail + ").";
      case UNSUPPORTED_KIND -> "It is neither a file, a directory nor a link (" + detail + ").";
      case IGNORE_RULES -> "The ignore rules cannot be used: " + detail + ".";
      case MANY_SCRAMBLED ->
          "Many files here were changed into what looks encrypted, this one too; no other device has"
              + " been told ("
              + detail
              + ").";
      case ROOT_MISSING, ROOT_REPLACED, NOBODY_HAS_IT, MANY_DELETED, DATABASE, PAUSED, SCANNING ->
          detail;
    };
  }

  /** What a person can do about it, or what happens by itself. */
  public static String next(ErrorCode code) {
    return switch (code) {
      case DISK_FULL -> "Free some space; it is tried again by itself.";
      case PERMISSION_DENIED -> "Give your account access to it; it is tried again by itself.";
      case IN_USE -> "Close the program that uses it; it is tried again by itself.";
      case NAME_NOT_POSSIBLE -> "Rename it on the device that has it.";
      case LINK_NOT_POSSIBLE ->
          "It stays on the devices whose disks can; ignore it here to be told no more.";
      case CHANGED_WHILE_READ -> "It is synced as soon as it stays unchanged for a moment.";
      case READ_FAILED -> "It is tried again at the next scan; check the disk if it stays.";
      case WRITE_FAILED -> "It is tried again by itself; check the disk if it stays.";
      case LINK_IN_PATH -> "Replace the link by a directory, or move it out of the folder.";
      case DIRECTORY_NOT_EMPTY -> "It goes when what is in it has been synced or taken away.";
      case CONTENT_DAMAGED -> "It is fetched again.";
      case UNSUPPORTED_KIND -> "It stays on this device only.";
      case ROOT_MISSING, ROOT_REPLACED -> "Syncing goes on by itself when the folder is back.";
      case NOBODY_HAS_IT -> "It comes when a device that has it connects.";
      case MANY_DELETED -> "Confirm the deletion, or bring the files back.";
      case MANY_SCRAMBLED ->
          "Put back what it was, from the versions on another device, or confirm the change.";
      case DATABASE ->
          "Make room if its disk is full. It is opened again every few seconds, and made anew from"
              + " the folder if it is damaged.";
      case PAUSED -> "It goes on when the folder is resumed.";
      case SCANNING -> "It goes on by itself when the scan is done.";
      case IGNORE_RULES -> "Correct that line; syncing goes on by itself then.";
    };
  }
}
