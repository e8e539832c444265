package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Want;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small contents asked for in one request, staged together. What one device does not have, or sends
 * wrongly, is asked of the next. For one thread, once.
 */
final class Bundle {
  private static final Logger LOG = LoggerFactory.getLogger(Bundle.class);
  private static final int STAGED_AT_ONCE = 512;

  private final FolderDisk disk;
  private final Origins origins;
  private final Progress progress;
  private final Consumer<List<Answer>> answers;
  private final Map<Want, Set<NodeId>> tried = new HashMap<>();
  private final List<Want> came = new ArrayList<>();
  private final List<Stored.Small> bytes = new ArrayList<>();
  private final Map<Want, Answer> failed = new HashMap<>();

  Bundle(FolderDisk disk, Origins origins, Progress progress, Consumer<List<Answer>> answers) {
    this.disk = disk;
    this.origins = origins;
    this.progress = progress;
    this.answers = answers;
  }

  /** Answers every one of {@code wants}. */
  void run(List<Want> wants, Cancel cancel) {
    var open = new ArrayList<>(wants);
    try {
      while (!open.isEmpty() && !cancel.isCancelled()) {
        Optional<Source> source = next(open);
        if (source.isEmpty()) {
          break;
        }
        ask(source.get(), open, cancel);
      }
    } finally {
      if (!open.isEmpty()) {
        answers.accept(open.stream().map(w -> failed.getOrDefault(w, Answer.none(w))).toList());
      }
    }
  }

  /** A device that the first of them was not asked of yet. */
  private Optional<Source> next(List<Want> open) {
    while (!open.isEmpty()) {
      Want first = open.getFirst();
      Set<NodeId> before = tried.computeIfAbsent(first, _ -> new HashSet<>());
      Optional<Source> source =
          origins.best(first.holders().stream().filter(d -> !before.contains(d)).toList());
      if (source.isPresent()) {
        return source;
      }
      open.removeFirst();
      answers.accept(List.of(failed.getOrDefault(first, Answer.none(first))));
    }
    return Optional.empty();
  }

  private void ask(Source source, List<Want> open, Cancel cancel) {
    NodeId device = source.device();
    List<Want> mine =
        open.stream()
            .filter(w -> w.holders().contains(device))
            .filter(w -> tried.computeIfAbsent(w, _ -> new HashSet<>()).add(device))
            .toList();
    List<Part> parts = mine.stream().<Part>map(w -> new Part.Whole(w.path(), w.content())).toList();
    long size = mine.stream().mapToLong(Want::size).sum();
    try (Origins.Asked _ = origins.asked(device, size)) {
      source.fetch(parts, taker(mine, open), cancel);
    } catch (IOException e) {
      LOG.debug("a bundle from {} broke off: {}", device.shortText(), e.toString());
    } finally {
      store(open);
    }
  }

  private Source.Taker taker(List<Want> asked, List<Want> open) {
    return new Source.Taker() {
      @Override
      public void here(int part, long size, InputStream in) throws IOException {
        Want want = asked.get(part);
        if (size != want.size()) {
          throw new IOException("a content of " + size + " bytes instead of " + want.size());
        }
        byte[] content = in.readNBytes((int) size);
        progress.received(content.length);
        came.add(want);
        bytes.add(new Stored.Small(content, want.content()));
        if (came.size() == STAGED_AT_ONCE) {
          store(open);
        }
      }

      @Override
      public void missing(int part) {
        LOG.debug("{} is not there any more", asked.get(part).path());
      }
    };
  }

  private void store(List<Want> open) {
    List<Stored> stored = bytes.isEmpty() ? List.of() : disk.stageAll(List.copyOf(bytes));
    var done = new HashSet<Want>();
    var some = new ArrayList<Answer>();
    for (int i = 0; i < stored.size(); i++) {
      Want want = came.get(i);
      switch (stored.get(i)) {
        case Stored.Whole whole -> {
          done.add(want);
          progress.settled(want.size());
          some.add(Answer.staged(want, whole.staged()));
        }
        case Stored.Failed broken -> {
          failed.put(want, Answer.failed(want, broken.error()));
          if (broken.error().code() != app.bothways.sync.model.ErrorCode.CONTENT_DAMAGED) {
            // Another device would not help.
            done.add(want);
            some.add(failed.get(want));
          }
        }
      }
    }
    if (!some.isEmpty()) {
      answers.accept(some);
    }
    open.removeAll(done);
    came.clear();
    bytes.clear();
  }
}
