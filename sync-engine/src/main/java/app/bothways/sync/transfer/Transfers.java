package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.chunk.Sweep;
import app.bothways.sync.core.Want;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is on its way into one folder. Wishes are answered by threads of its own, each exactly
 * once unless it is closed before; several bundles and several larger contents go on at once.
 */
public final class Transfers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
  private static final int BUNDLES_AT_ONCE = 8;
  private static final int LARGE_AT_ONCE = 3;
  private static final int LISTS_TRIED = 3;
  private static final long A_LITTLE = 32 << 20;

  private final FolderDisk disk;
  private final Known known;
  private final ChunkStore chunks;
  private final Origins origins;
  private final Lists lists;
  private final Progress progress = new Progress();
  private final ExecutorService bundles =
      Executors.newFixedThreadPool(BUNDLES_AT_ONCE, Transfers::thread);
  private final ExecutorService large =
      Executors.newFixedThreadPool(LARGE_AT_ONCE, Transfers::thread);
  private final ExecutorService workers = Executors.newCachedThreadPool(Transfers::thread);
  private final Object cutting = new Object();
  private volatile Cancel cancel = new Cancel();

  public Transfers(
      FolderDisk disk, Known known, ChunkStore chunks, Function<NodeId, Optional<Source>> sources) {
    this.disk = disk;
    this.known = known;
    this.chunks = chunks;
    origins = new Origins(sources);
    lists = new Lists(chunks, progress);
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "folder-fetch");
    thread.setDaemon(true);
    return thread;
  }

  public Progress progress() {
    return progress;
  }

  /**
   * Begins to fetch. Each of {@code wants} is answered once, some of them together, by any thread.
   */
  public void fetch(List<Want> wants, Consumer<List<Answer>> answers) {
    Cancel current = cancel;
    LOG.debug("{} contents are wanted", wants.size());
    var small = new ArrayList<Want>();
    for (Want want : wants) {
      if (want.size() > ChunkSizes.ONE_CHUNK) {
        run(large, () -> answers.accept(List.of(safely(want, current))));
      } else {
        small.add(want);
      }
    }
    if (!small.isEmpty()) {
      run(bundles, () -> bundle(small, answers, current));
    }
  }

  private static void run(ExecutorService on, Runnable task) {
    try {
      on.execute(task);
    } catch (RejectedExecutionException closing) {
      LOG.debug("the folder is closing");
    }
  }

  /** Breaks off all that is under way: it is answered as not to be had. What came stays. */
  public void cancel() {
    Cancel old = cancel;
    cancel = new Cancel();
    old.cancel();
  }

  // ---- small contents ----------------------------------------------------------------------

  private void bundle(List<Want> wants, Consumer<List<Answer>> answers, Cancel current) {
    var open = new ArrayList<Want>();
    var here = new ArrayList<Answer>();
    for (Want want : wants) {
      local(want)
          .ifPresentOrElse(staged -> here.add(Answer.staged(want, staged)), () -> open.add(want));
    }
    if (!here.isEmpty()) {
      answers.accept(here);
    }
    try {
      new Bundle(disk, origins, progress, answers).run(open, current);
    } catch (RuntimeException | Error e) {
      LOG.warn("a bundle failed and is asked for again", e);
    }
  }

  /** What need not be sent: what an earlier run staged, and empty files. */
  private Optional<Staged> local(Want want) {
    try {
      Optional<Staged> earlier = disk.staged(want.content());
      if (earlier.isPresent() || want.size() > 0) {
        return earlier;
      }
      return Optional.of(disk.stage(InputStream.nullInputStream(), 0, want.content()));
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("{} cannot be had here", want.path(), e);
      return Optional.empty();
    }
  }

  // ---- larger contents ---------------------------------------------------------------------

  private Answer safely(Want want, Cancel current) {
    try {
      return large(want, current);
    } catch (DiskException e) {
      return Answer.failed(want, e.error());
    } catch (IOException e) {
      LOG.debug("{} is fetched later: {}", want.path(), e.toString());
    } catch (RuntimeException | Error e) {
      LOG.warn("{} could not be fetched and is asked for again", want.path(), e);
    }
    return Answer.none(want);
  }

  private Answer large(Want want, Cancel current) throws IOException {
    Optional<Staged> earlier = disk.staged(want.content());
    if (earlier.isPresent()) {
      return Answer.staged(want, earlier.get());
    }
    Set<NodeId> liars = new HashSet<>();
    for (int n = 0; n < LISTS_TRIED; n++) {
      Optional<Lists.Told> told = list(want, liars, current);
      if (told.isEmpty()) {
        return liars.isEmpty() ? Answer.none(want) : damaged(want);
      }
      LOG.debug("{}: {} are to be put together", want.path(), told.get().list());
      Optional<Answer> answer = assemble(want, told.get(), current);
      if (answer.isPresent()) {
        return answer.get();
      }
      told.get().by().ifPresent(liars::add);
      chunks.forget(want.path());
    }
    return damaged(want);
  }

  private static Answer damaged(Want want) {
    return Answer.failed(
        want,
        DiskErrors.make(
            ErrorCode.CONTENT_DAMAGED, want.path().toString(), "its chunks make another file"));
  }

  private Optional<Lists.Told> list(Want want, Set<NodeId> liars, Cancel current)
      throws IOException {
    Optional<Lists.Told> own = lists.own(want);
    if (own.isPresent()) {
      return own;
    }
    for (NodeId device : want.holders()) {
      Optional<Source> source = origins.of(device);
      if (source.isEmpty() || liars.contains(device)) {
        continue;
      }
      try {
        Optional<Lists.Told> told = lists.ask(source.get(), want, current);
        if (told.isPresent()) {
          return told;
        }
      } catch (IOException e) {
        current.check();
        LOG.debug("no chunk list from {}: {}", device.shortText(), e.toString());
      }
    }
    return Optional.empty();
  }

  /** Empty when the list was of another content. */
  private Optional<Answer> assemble(Want want, Lists.Told told, Cancel current) throws IOException {
    try (var assembly =
        new Assembly(want, told.list(), disk.partial(want.content(), want.size()), progress)) {
      try {
        return put(assembly, current);
      } catch (IOException failed) {
        assembly.failed(failed);
        throw failed;
      }
    }
  }

  private Optional<Answer> put(Assembly assembly, Cancel current) throws IOException {
    Want want = assembly.want();
    // CRASH: kept before the first chunk, so that what came is useful to a later version too.
    if (chunks.list(want.content()).isEmpty()) {
      chunks.put(want.content(), want.path(), assembly.list());
    }
    assembly.resume(current);
    Assembly.Proof proof =
        want.holders().size() == 1 ? Assembly.Proof.OF_THE_WHOLE : Assembly.Proof.OF_EACH;
    gather(assembly, proof, current);
    for (int n = 0; n < 2; n++) {
      var pieces = new Pieces(assembly, origins, progress, proof).of(assembly.missing());
      pieces.fetch(want.holders(), workers, current);
      if (!assembly.missing().isEmpty()) {
        return pieces.mismatched() ? Optional.empty() : Optional.of(Answer.none(want));
      }
      LOG.debug("{}: all chunks are here", want.path());
      Optional<Staged> whole = assembly.finish();
      if (whole.isPresent()) {
        chunks.put(want.content(), want.path(), assembly.list());
        clearAway(want);
        LOG.debug("{}: it is whole and on disk", want.path());
        return Optional.of(Answer.staged(want, whole.get()));
      }
      if (assembly.judge(current) == Assembly.Verdict.WRONG_LIST) {
        break;
      }
      proof = Assembly.Proof.OF_EACH;
    }
    assembly.discard();
    return Optional.empty();
  }

  /** Copies what is here; a little that is not comes before, so that all is hashed in its order. */
  private void gather(Assembly assembly, Assembly.Proof proof, Cancel current) throws IOException {
    Want want = assembly.want();
    try (var local = new Local(disk, known, want.content())) {
      BitSet absent = assembly.absent(local, chunks);
      LOG.debug("{}: {} chunks are not here", want.path(), absent.cardinality());
      boolean some = !absent.isEmpty() && absent.cardinality() < assembly.missing().cardinality();
      if (some && Pieces.bytes(absent, assembly.list()) <= A_LITTLE) {
        new Pieces(assembly, origins, progress, proof)
            .of(absent)
            .fetch(want.holders(), workers, current);
      }
      assembly.reuse(local, chunks, absent, current);
    }
  }

  /** Half-done contents of the same path are of no use any more. */
  private void clearAway(Want want) {
    chunks.contents(want.path()).stream()
        .filter(c -> !c.equals(want.content()))
        .forEach(disk::dropPartial);
  }

  // ---- the other side ----------------------------------------------------------------------

  /**
   * The list of a content that is here, as bytes for a device that asks; made now if there is none.
   *
   * @param open reads the content
   */
  public Optional<byte[]> serveList(Part.Chunks asked, Known.Item item, FileOpener open)
      throws IOException {
    Optional<ChunkList> list = chunks.list(asked.content());
    if (list.isEmpty()) {
      list = cut(asked.content(), item, open);
      list.ifPresent(made -> chunks.put(asked.content(), asked.path(), made));
    }
    return list.map(l -> Lists.encode(l, asked.base(), chunks));
  }

  /** Opens a file for reading. */
  public interface FileOpener {
    InputStream open() throws IOException;
  }

  private Optional<ChunkList> cut(ContentId content, Known.Item item, FileOpener open)
      throws IOException {
    long size = item.observed().stamp().size();
    ChunkSizes sizes = chunks.sizes(item.path()).map(s -> s.next(size)).orElse(ChunkSizes.of(size));
    synchronized (cutting) {
      try (InputStream in = open.open()) {
        Sweep.Swept swept = Sweep.of(in, sizes, read -> {});
        return swept.content().equals(content) ? Optional.of(swept.chunks()) : Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    cancel();
    bundles.shutdown();
    large.shutdown();
    workers.shutdown();
  }
}
