package app.bothways.sync.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk below H2 that remembers what was written since it was last waited for, and tells what a
 * power cut could leave of a file.
 */
public final class PowerCutDisk extends FilePathWrapper {
  static final String SCHEME = "cut";
  private static final int SECTOR = 512;
  private static final Map<String, Content> CONTENTS = new ConcurrentHashMap<>();

  /** In which way a disk brings what was written to its surface, when nobody waits for it. */
  enum Habit {
    IN_ORDER,
    SOME_WRITES,
    SOME_SECTORS
  }

  static void register() {
    FilePath.register(new PowerCutDisk());
  }

  /** Of a database that was opened since {@link #register}; its path as H2 was given it. */
  static Content content(String database) {
    return CONTENTS.get(SCHEME + ":" + database + ".mv.db");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Recorded(super.open(mode), CONTENTS.computeIfAbsent(name, _ -> new Content()));
  }

  /** Either bytes written at a position, or no bytes and a new length. */
  private record Write(long at, byte[] bytes) {
    byte[] to(byte[] file, BooleanSupplier sector) {
      if (bytes.length == 0) {
        return Arrays.copyOf(file, (int) Math.min(file.length, at));
      }
      byte[] out = Arrays.copyOf(file, (int) Math.max(file.length, at + bytes.length));
      int n;
      for (int i = 0; i < bytes.length; i += n) {
        n = (int) Math.min(bytes.length - i, SECTOR - (at + i) % SECTOR);
        if (sector.getAsBoolean()) {
          System.arraycopy(bytes, i, out, (int) at + i, n);
        }
      }
      return out;
    }
  }

  /** What is on the surface, and what is not yet. */
  static final class Content {
    private byte[] durable = new byte[0];
    private final List<Write> pending = new ArrayList<>();
    private int forced;
    private long untilMoment = Long.MAX_VALUE;
    private Runnable moment = () -> {};

    /** To be done after so many writes from now, in the midst of whatever they are part of. */
    synchronized void after(int writes, Runnable then) {
      untilMoment = writes;
      moment = then;
    }

    private synchronized void add(Write write) {
      pending.add(write);
      if (--untilMoment == 0) {
        moment.run();
      }
    }

    private synchronized void force() {
      for (Write write : pending) {
        durable = write.to(durable, () -> true);
      }
      pending.clear();
      forced++;
    }

    synchronized int forced() {
      return forced;
    }

    synchronized byte[] afterPowerCut(Habit habit, Random random) {
      byte[] file = durable;
      int reached = habit == Habit.IN_ORDER ? random.nextInt(pending.size() + 1) : pending.size();
      for (int i = 0; i < reached; i++) {
        Write write = pending.get(i);
        boolean last = habit == Habit.IN_ORDER && i == reached - 1;
        if (habit == Habit.SOME_SECTORS || last) {
          file = write.to(file, random::nextBoolean);
        } else if (habit == Habit.IN_ORDER || random.nextBoolean()) {
          file = write.to(file, () -> true);
        }
      }
      return file;
    }
  }

  private static final class Recorded extends DelegatingFile {
    private final Content content;

    Recorded(FileChannel file, Content content) {
      super(file);
      this.content = content;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      var bytes = new byte[from.remaining()];
      from.duplicate().get(bytes);
      if (bytes.length > 0) {
        content.add(new Write(at, bytes));
      }
      return super.write(from, at);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      content.add(new Write(size, new byte[0]));
      return super.truncate(size);
    }

    @Override
    public void force(boolean alsoTimes) {
      content.force();
    }
  }
}
