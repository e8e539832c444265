package app.bothways.net.address.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.lookup.RecordBook.News;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import org.junit.jupiter.api.Test;

class RecordBookTest {
  private final NodeKey key = NodeKey.generate();
  private final RecordBook book = new RecordBook();

  @Test
  void anOlderRecordNeverTakesThePlaceOfANewerOne() {
    SignedPacket old = Records.packet(key, 10, "https://old.example");
    SignedPacket fresh = Records.packet(key, 20, "https://new.example");
    assertThat(book.offer(old)).isEqualTo(News.NEWER);
    assertThat(book.offer(fresh)).isEqualTo(News.NEWER);
    assertThat(book.offer(old)).isEqualTo(News.REFUSED);
    assertThat(book.offer(fresh)).isEqualTo(News.SAME);
    assertThat(book.address(key.id()))
        .contains(NodeAddr.of(key.id()).withRelay(Records.relay("https://new.example")));
  }

  @Test
  void aSignedMessageThatIsNoDnsIsRefusedAndTheOldStays() {
    book.offer(Records.packet(key, 10, "https://old.example"));
    var noise = new byte[40];
    noise[4] = 1;
    assertThat(book.offer(SignedPacket.sign(key, 20, noise))).isEqualTo(News.REFUSED);
    assertThat(book.packet(key.id()).orElseThrow().timestampMicros()).isEqualTo(10);
  }

  @Test
  void aNewerRecordThatNamesNothingTakesBackWhatWasSaid() {
    book.offer(Records.packet(key, 10, "https://old.example"));
    assertThat(book.offer(Records.packet(key, 20))).isEqualTo(News.NEWER);
    assertThat(book.address(key.id())).contains(NodeAddr.of(key.id()));
  }

  @Test
  void onlySoManyNodesAreKept() {
    book.offer(Records.packet(key, 1, "https://a.example"));
    for (int n = 0; n < RecordBook.MAX_NODES; n++) {
      book.offer(Records.packet(NodeKey.generate(), 1, "https://a.example"));
    }
    assertThat(book.address(key.id())).isEmpty();
  }
}
