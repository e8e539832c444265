package app.bothways.sync.disk;

import app.bothways.sync.fs.Fs;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A file system that asks a hook before every call. */
public final class HookedFs {
  private HookedFs() {}

  /** May make the call fail, do something else first, or end the program. */
  public interface Hook {
    void before(String call, Object[] arguments) throws IOException;
  }

  /** The program ends here: nothing after it is done. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crash", null, false, false);
    }
  }

  public static Fs around(Fs fs, Hook hook) {
    return (Fs)
        Proxy.newProxyInstance(
            HookedFs.class.getClassLoader(),
            new Class<?>[] {Fs.class},
            (proxy, method, arguments) -> {
              hook.before(method.getName(), arguments);
              try {
                return method.invoke(fs, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  /** Does something once, before the call of a given number, counted from zero. */
  static final class At implements Hook {
    private final int number;
    private final Hook action;
    private int calls;
    private boolean done;

    At(int number, Hook action) {
      this.number = number;
      this.action = action;
    }

    @Override
    public synchronized void before(String call, Object[] arguments) throws IOException {
      if (calls++ >= number && !done) {
        done = true;
        action.before(call, arguments);
      }
    }

    /** False when there were not so many calls. */
    synchronized boolean isDone() {
      return done;
    }
  }

  /** From the call of a given number on, nothing is done any more. */
  static final class CrashAt implements Hook {
    private final int number;
    private int calls;

    CrashAt(int number) {
      this.number = number;
    }

    @Override
    public synchronized void before(String call, Object[] arguments) {
      if (calls++ >= number) {
        throw new Crash();
      }
    }

    synchronized boolean isDone() {
      return calls > number;
    }
  }
}
