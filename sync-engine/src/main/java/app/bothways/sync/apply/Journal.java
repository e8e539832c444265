package app.bothways.sync.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One file per batch of steps that take something out of the tree: on disk before the first step,
 * deleted when all of its slots are empty. Guarded by itself.
 */
final class Journal {
  private static final int MAX_BYTES = 64 << 20;

  private final Workplace workplace;
  private final Map<Long, Path> fileOfSlot = new HashMap<>();
  private final Map<Path, Integer> openSlots = new HashMap<>();

  Journal(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Writes what is going to happen. CRASH: from here on a restart knows what the slots are. */
  synchronized void begin(List<Record> records) throws IOException {
    if (records.isEmpty()) {
      return;
    }
    Path file = workplace.journal().resolve(Long.toString(workplace.number()));
    var fs = workplace.fs();
    try (FileChannel channel = fs.create(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(RecordCodec.encode(records));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      fs.force(channel);
    } catch (IOException failed) {
      deleteQuietly(file);
      throw failed;
    }
    fs.forceDir(workplace.journal());
    remember(file, records);
  }

  /** The records of a file that an earlier run left. */
  synchronized List<Record> adopt(Path file) throws IOException {
    try (InputStream in = workplace.fs().openRead(file)) {
      List<Record> records = RecordCodec.decode(in.readNBytes(MAX_BYTES));
      remember(file, records);
      if (records.isEmpty()) {
        deleteQuietly(file);
      }
      return records;
    }
  }

  private void remember(Path file, List<Record> records) {
    records.forEach(record -> fileOfSlot.put(record.slot(), file));
    openSlots.put(file, records.size());
  }

  /** The slot is empty, for good. */
  synchronized void settled(long slot) {
    Path file = fileOfSlot.remove(slot);
    if (file != null && openSlots.merge(file, -1, Integer::sum) <= 0) {
      openSlots.remove(file);
      deleteQuietly(file);
    }
  }

  private void deleteQuietly(Path file) {
    try {
      workplace.fs().delete(file);
    } catch (IOException kept) {
      // A record of an empty slot does no harm; the next restart takes it away.
      return;
    }
  }
}
