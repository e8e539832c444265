package app.bothways.sync.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Message;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.transfer.Coding;
import app.bothways.sync.transfer.Part;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangeFuzzTest {
  private static final FolderId FOLDER = new FolderId("abcdefghijklmnopqrstuvwxyz");
  private static final ContentId CONTENT = ContentId.of(new byte[32]);

  private static List<Control> everyKind() {
    var version = new Version(VersionVector.of(Map.of(-5L, 3L, 7L, 1L)), 1L << 50, -5);
    List<Entry> entries =
        List.of(
            new FileEntry(
                RelPath.of("a/b 🎈"), version, 7, -12, true, CONTENT, Optional.of(CONTENT)),
            new FileEntry(RelPath.of("a/c"), version, 0, 12, false, CONTENT, Optional.empty()),
            new DirEntry(RelPath.of("a"), version),
            new LinkEntry(RelPath.of("l"), version, "../x"),
            new Tombstone(RelPath.of("gone"), version, Optional.of(CONTENT)),
            new Tombstone(RelPath.of("gone dir"), version, Optional.empty()));
    return List.of(
        new Control.Hello(1),
        new Control.Offer(FOLDER, "Photos", FolderMode.SEND_ONLY, 5, 6),
        new Control.NoOffer(FOLDER),
        in(new Message.Announce(-1, 5, new Index.Mark(-9, 3, -7), 2, 1)),
        in(new Message.Absent(3)),
        in(
            new Message.Rows(
                -1,
                3,
                8,
                true,
                entries,
                Map.of(-5L, "anna"),
                List.of(RelPath.of("w/x")),
                -3,
                List.of(RelPath.of("gone")))),
        in(new Message.Standing(4, 5, 6, 7, 8, true, 9, -2)),
        in(new Message.Again(12)),
        in(new Message.Check(13)));
  }

  private static Control in(Message message) {
    return new Control.InFolder(FOLDER, message);
  }

  @Test
  void everyMessageIsReadAsItWasWritten() throws Exception {
    for (Control control : everyKind()) {
      assertThat(Control.decode(Control.encode(control))).isEqualTo(control);
    }
    assertThat(ContentRequest.decode(request().encode())).isEqualTo(request());
  }

  private static ContentRequest request() {
    RelPath path = RelPath.of("x/y");
    return new ContentRequest(
        FOLDER,
        Coding.Kind.ZSTD,
        List.of(
            new Part.Whole(path, CONTENT),
            new Part.Stretches(
                path, CONTENT, List.of(new Part.Stretch(0, 7), new Part.Stretch(1L << 40, 9))),
            new Part.Chunks(path, CONTENT, Optional.empty()),
            new Part.Chunks(path, CONTENT, Optional.of(new Part.Base(CONTENT, CONTENT)))));
  }

  @Test
  void noBytesDoMoreHarmThanAnIoException() {
    long seed = Long.getLong("bothways.seed", new Random().nextLong());
    var random = new Random(seed);
    var good = new ArrayList<>(everyKind().stream().map(Control::encode).toList());
    good.add(request().encode());
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.get(random.nextInt(good.size())).clone();
      if (random.nextInt(4) == 0) {
        bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
      } else {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      try {
        if (random.nextBoolean()) {
          Control.decode(bytes);
        } else {
          ContentRequest.decode(bytes);
        }
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dbothways.seed=" + seed + " case " + i, e);
      }
    }
  }

  @Test
  void aLengthIsNotBelievedBeforeTheBytesCome() {
    var huge = new DataInputStream(new ByteArrayInputStream(new byte[] {127, -1, -1, -1, 0}));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Frames.read(huge))
        .isInstanceOf(IOException.class);
    var cut = new DataInputStream(new ByteArrayInputStream(new byte[] {0, -1, -1, -1, 0}));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Frames.read(cut))
        .isInstanceOf(IOException.class);
  }
}
