package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.Meta;
import app.bothways.sync.fs.SystemTexts;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How each kind of step is done. A step that throws {@link NoSuchFileException} or {@link
 * FileAlreadyExistsException} has lost nothing: the disk was not as expected. What is in its slot
 * then is for recovery.
 */
record Steps(
    Workplace workplace, Grace grace, Clearing clearing, FreedNames freed, InstantSource clock) {
  private static final int READ_BITS = 0444;
  private static final int EXECUTE_BITS = 0111;

  /** What holds for files as well as for links. */
  private static final Set<SystemTexts.Cause> FOR_ALL =
      EnumSet.of(SystemTexts.Cause.NO_SPACE, SystemTexts.Cause.READ_ONLY);

  private Fs fs() {
    return workplace.fs();
  }

  StepResult putFile(Step.PutFile step, Optional<Record> record) throws IOException {
    Path staged = workplace.staged(step.staged().name());
    Meta fresh = look(staged, step);
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      if (step.expected().isPresent() && !Looks.untouched(fs(), target, step.expected().get())) {
        return new StepResult.Stale(step.path());
      }
      int mode = record.isPresent() ? fs().lstat(target).mode() : fresh.mode();
      int wanted = mode(mode, step.executable());
      fs().setMeta(staged, step.mtimeNanos(), wanted == fresh.mode() ? Meta.NO_MODE : wanted);
      Meta put = fs().lstat(staged);
      List<RelPath> rescued = List.of();
      if (record.isPresent()) {
        rescued = swap(record.get(), target, staged);
      } else {
        makeRoom(step.expected(), target);
        fs().publish(staged, target);
      }
      return new StepResult.Done(Optional.of(fileNow(target, put, step)), rescued);
    }
  }

  /** A directory makes room only when it is empty. */
  private void makeRoom(Optional<Observed> expected, Path target) throws IOException {
    if (expected.isPresent()) {
      fs().deleteDir(target);
    }
  }

  private Meta look(Path staged, Step.PutFile step) throws IOException {
    try {
      return fs().lstat(staged);
    } catch (NoSuchFileException gone) {
      throw new DiskException(
          DiskErrors.make(
              ErrorCode.WRITE_FAILED, step.path().toString(), "the staged file is gone"));
    }
  }

  /** The heart of the promise: exchange, and then look at what came out. */
  private List<RelPath> swap(Record record, Path target, Path staged) throws IOException {
    fs().swap(target, staged, workplace.slot(record.slot()));
    // RACE: whoever wrote to the target between the look before and the exchange wrote to what is
    // now in the slot; it is looked at again, now and for a minute more.
    return grace.receive(record).stream().toList();
  }

  private Observed fileNow(Path target, Meta put, Step.PutFile step) {
    try {
      Meta now = fs().lstat(target);
      if (now.kind() == Meta.Kind.FILE
          && Stamps.sameBytes(Stamps.of(now), Stamps.of(put))
          && now.executable() == put.executable()) {
        return new Observed.File(Stamps.put(now, clock.instant()), step.staged().content());
      }
    } catch (IOException alreadyGone) {
      // RACE: somebody was at it the moment it was there; the next scan will tell.
    }
    return new Observed.File(Stamps.unsettled(Stamps.of(put)), step.staged().content());
  }

  private static int mode(int mode, boolean executable) {
    if (mode == Meta.NO_MODE) {
      return mode;
    }
    int plain = mode & ~EXECUTE_BITS;
    return executable ? plain | (plain & READ_BITS) >> 2 | 0100 : plain;
  }

  StepResult makeDir(Step.MakeDir step) throws IOException {
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      try {
        fs().makeDir(target);
      } catch (FileAlreadyExistsException there) {
        if (fs().lstat(target).kind() != Meta.Kind.DIR) {
          throw there;
        }
      }
      return done(new Observed.Dir(Stamps.of(fs().lstat(target))));
    }
  }

  StepResult putLink(Step.PutLink step, Optional<Record> record) throws IOException {
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      if (record.isEmpty()) {
        makeRoom(step.expected(), target);
        return newLink(step, target);
      }
      if (!Looks.untouched(fs(), target, record.get().expected())) {
        return new StepResult.Stale(step.path());
      }
      Path staged = workplace.staged(record.get().staged().orElseThrow());
      makeLink(staged, step);
      try {
        List<RelPath> rescued = swap(record.get(), target, staged);
        return new StepResult.Done(Optional.of(linkNow(target, step)), rescued);
      } catch (IOException failed) {
        dropUnlessInTheMiddle(staged, record.get());
        throw failed;
      }
    }
  }

  /** By what is on the stage recovery tells that the link never got there. */
  private void dropUnlessInTheMiddle(Path staged, Record record) throws IOException {
    try {
      fs().lstat(workplace.slot(record.slot()));
    } catch (NoSuchFileException empty) {
      fs().delete(staged);
    }
  }

  private StepResult newLink(Step.PutLink step, Path target) throws IOException {
    try {
      makeLink(target, step);
    } catch (FileAlreadyExistsException there) {
      if (fs().lstat(target).kind() != Meta.Kind.LINK
          || !fs().readLink(target).equals(step.target())) {
        throw there;
      }
    }
    return done(linkNow(target, step));
  }

  private void makeLink(Path link, Step.PutLink step) throws IOException {
    try {
      fs().makeLink(link, step.target());
    } catch (FileAlreadyExistsException there) {
      throw there;
    } catch (IOException | UnsupportedOperationException failed) {
      if (SystemTexts.code(String.valueOf(failed.getMessage()))
              .filter(FOR_ALL::contains)
              .isPresent()
          || canHoldLinks()) {
        throw failed;
      }
      throw DiskErrors.noLinks(step.path().toString(), failed);
    }
  }

  /** FAT and exFAT cannot, and Windows lets not everybody. */
  private boolean canHoldLinks() {
    Path probe = workplace.staged("link-" + workplace.number());
    try {
      fs().makeLink(probe, "probe");
      fs().delete(probe);
      return true;
    } catch (IOException | UnsupportedOperationException cannot) {
      return false;
    }
  }

  private Observed linkNow(Path target, Step.PutLink step) throws IOException {
    return new Observed.Link(Stamps.of(fs().lstat(target)), step.target());
  }

  StepResult setMeta(Step.SetMeta step) throws IOException {
    if (!(step.expected() instanceof Observed.File file)) {
      return done(step.expected());
    }
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      if (!Looks.untouched(fs(), target, file)) {
        return new StepResult.Stale(step.path());
      }
      fs().setMeta(target, step.mtimeNanos(), mode(fs().lstat(target).mode(), step.executable()));
      // RACE: a write between the look and this has had its time overwritten; so the stamp is not
      // to be trusted and the next scan reads the content.
      Stamp now = Stamps.unsettled(Stamps.of(fs().lstat(target)));
      return done(new Observed.File(now, file.content()));
    }
  }

  StepResult confirm(Step.Confirm step) throws IOException {
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      return Looks.untouched(fs(), target, step.expected())
          ? done(step.expected())
          : new StepResult.Stale(step.path());
    }
  }

  StepResult remove(Step.Remove step, Optional<Record> record) throws IOException {
    try (Dir dir = workplace.root().parentOf(step.path())) {
      Path target = dir.resolve(step.path().name());
      StepResult result =
          record.isEmpty() ? removeDir(step, target) : removeFile(record.get(), target);
      if (result instanceof StepResult.Done) {
        freed.pass(dir, step.path());
      }
      return result;
    } catch (NoSuchFileException missing) {
      if (isThere(step.path())) {
        throw workplace.failure(missing);
      }
      // A disk that went away has nothing either, and nobody has removed anything from it.
      workplace.checkRoot();
      return new StepResult.Done(Optional.empty(), List.of());
    }
  }

  private boolean isThere(RelPath path) throws IOException {
    try (Dir dir = workplace.root().parentOf(path)) {
      fs().lstat(dir.resolve(path.name()));
      return true;
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return false;
    }
  }

  private StepResult removeDir(Step.Remove step, Path target) throws IOException {
    try {
      fs().deleteDir(target);
      return new StepResult.Done(Optional.empty(), List.of());
    } catch (DirectoryNotEmptyException full) {
      if (clearing.clear(target, step.path())) {
        fs().deleteDir(target);
        return new StepResult.Done(Optional.empty(), List.of());
      }
      List<String> inside = fs().names(target).stream().map(Path::toString).sorted().toList();
      String some = String.join(", ", inside.subList(0, Math.min(3, inside.size())));
      return new StepResult.Failed(
          DiskErrors.make(ErrorCode.DIRECTORY_NOT_EMPTY, step.path().toString(), some));
    }
  }

  private StepResult removeFile(Record record, Path target) throws IOException {
    if (!Looks.untouched(fs(), target, record.expected())) {
      return new StepResult.Stale(record.path());
    }
    Path slot = workplace.slot(record.slot());
    fs().takeOut(target, slot);
    if (isAsExpected(slot, record)) {
      return new StepResult.Done(Optional.empty(), grace.receive(record).stream().toList());
    }
    try {
      fs().publish(slot, target);
      return new StepResult.Stale(record.path());
    } catch (FileAlreadyExistsException | NoSuchFileException | NotDirectoryException noWay) {
      return new StepResult.Done(Optional.empty(), grace.giveName(record).stream().toList());
    }
  }

  private boolean isAsExpected(Path slot, Record record) {
    try {
      return Looks.nothingNew(fs(), slot, record.expected());
    } catch (IOException cannotTell) {
      return false;
    }
  }

  StepResult move(Step.Move step, Optional<Record> record) throws IOException {
    try (Dir from = workplace.root().parentOf(step.from());
        Dir to = workplace.root().parentOf(step.path())) {
      Path old = from.resolve(step.from().name());
      Path target = to.resolve(step.path().name());
      if (!Looks.untouched(fs(), old, step.expected()) || !rename(record, old, target)) {
        return new StepResult.Stale(step.from());
      }
      StepResult result = moved(step, record, old, target);
      record.ifPresent(grace::receive);
      return result instanceof StepResult.Done done && freed.pass(from, step.from())
          ? renamed(done)
          : result;
    }
  }

  private boolean rename(Optional<Record> record, Path from, Path to) throws IOException {
    if (record.isPresent()) {
      return new TwoNames(workplace, grace).rename(record.get(), from, to);
    }
    fs().publish(from, to);
    return true;
  }

  /** Its status has changed since it was looked at. */
  private static StepResult renamed(StepResult.Done done) {
    return done.now().orElse(null) instanceof Observed.File file
        ? done(new Observed.File(Stamps.unsettled(file.stamp()), file.content()))
        : done;
  }

  private StepResult moved(Step.Move step, Optional<Record> record, Path old, Path target)
      throws IOException {
    Meta now = fs().lstat(target);
    return switch (step.expected()) {
      case Observed.Dir dir -> done(new Observed.Dir(Stamps.of(now)));
      case Observed.Link link -> done(new Observed.Link(Stamps.of(now), link.target()));
      case Observed.File file -> {
        if (Stamps.sameBytes(Stamps.of(now), file.stamp())) {
          yield done(new Observed.File(Stamps.put(now, clock.instant()), file.content()));
        }
        // RACE: written to at the last moment. Nothing is lost wherever it stands; back it goes, so
        // that the plan is made anew.
        rename(record, target, old);
        yield new StepResult.Stale(step.from());
      }
    };
  }

  private static StepResult done(Observed now) {
    return new StepResult.Done(Optional.of(now), List.of());
  }
}
