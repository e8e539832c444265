package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * File systems of this machine that know less than they do, and on which somebody does something in
 * the middle of what takes more than one call of the system.
 */
public enum Surprised {
  /** After a file has got its second name, before it loses the first. */
  SECOND_NAME {
    @Override
    AtomicSwap swap(Runnable deed) {
      return new LinkSwap(deed);
    }
  },
  /** Likewise, before what was staged gets its name in the tree. */
  BEFORE_SECOND_NAME {
    @Override
    AtomicSwap swap(Runnable deed) {
      return new Before(new LinkSwap(), deed);
    }
  },
  BEFORE_REFUSING_RENAME {
    @Override
    AtomicSwap swap(Runnable deed) {
      return new Before(new NoReplaceSwap(refusing()), deed);
    }
  },
  BEFORE_LOOK_AND_RENAME {
    @Override
    AtomicSwap swap(Runnable deed) {
      return new Before(new PlainSwap(), deed);
    }
  };

  abstract AtomicSwap swap(Runnable deed);

  public Fs over(Path scratch, Runnable deed) {
    return LocalFs.by(scratch, swap(deed));
  }

  private record Before(AtomicSwap inner, Runnable deed) implements AtomicSwap {
    @Override
    public void publish(Path from, Path to) throws IOException {
      deed.run();
      inner.publish(from, to);
    }

    @Override
    public void takeOut(Path target, Path slot) throws IOException {
      inner.takeOut(target, slot);
    }

    @Override
    public boolean movesByOneCall() {
      return inner.movesByOneCall();
    }
  }

  /** What this system refuses to overwrite with, if it has it; it cannot exchange. */
  static AtomicSwap refusing() {
    Optional<AtomicSwap> real = Posix.RENAMEAT2.map(LinuxSwap::new);
    AtomicSwap rename = real.orElseGet(PlainSwap::new);
    return new AtomicSwap() {
      @Override
      public void publish(Path from, Path to) throws IOException {
        rename.publish(from, to);
      }

      @Override
      public void swap(Path target, Path staged, Path slot) throws IOException {
        throw new FileSystemException(target.toString(), null, "Invalid argument");
      }
    };
  }
}
