package app.bothways.net.address.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.LanDiscovery.Found;
import app.bothways.net.address.lookup.AdvertBook.Advert;
import app.bothways.net.address.lookup.AdvertBook.Source;
import app.bothways.net.identity.NodeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdvertBookTest {
  private static final Tag WANTED = new Tag("0123456789abcdef");

  private static final InetAddress LINK = InetAddress.getLoopbackAddress();

  private long now;
  private final AdvertBook book = new AdvertBook(Runnable::run, () -> now);
  private final List<Found> found = new ArrayList<>();

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private static Source source(String name) {
    return new Source(LINK, name);
  }

  private static Advert advert(String source, Tag tag, int... ports) {
    return new Advert(
        source(source), tag, IntStream.of(ports).mapToObj(AdvertBookTest::address).toList());
  }

  private List<InetSocketAddress> addresses() {
    return found.stream().flatMap(f -> f.addresses().stream()).toList();
  }

  @Test
  void whatIsKnownIsReportedFirstAndThenWhatIsNew() {
    book.seen(advert("a", WANTED, 1));
    book.search(WANTED, found::add);
    assertThat(addresses()).containsExactly(address(1));
    book.seen(advert("b", WANTED, 1, 2));
    assertThat(addresses()).containsExactly(address(1), address(2));
    assertThat(found.getFirst().tag()).isEqualTo(WANTED.bytes());
    book.seen(advert("c", new Tag("ffffffffffffffff"), 3));
    assertThat(found).hasSize(2);
  }

  @Test
  void atMostEightAddressesAreReportedHoweverManyAreClaimed() {
    book.search(WANTED, found::add);
    book.seen(advert("many", WANTED, IntStream.rangeClosed(1, 100).toArray()));
    for (int i = 200; i < 300; i++) {
      book.seen(advert("fake" + i, WANTED, i));
    }
    assertThat(addresses()).hasSize(AdvertBook.MAX_ADDRESSES);
  }

  @Test
  void aFloodNeitherGrowsTheBookNorPushesOutWhatIsSearchedFor() {
    var search = book.search(WANTED, found::add);
    book.seen(advert("real", WANTED, 7));
    for (int i = 0; i < 5000; i++) {
      book.seen(advert("fake" + i, new Tag("%016x".formatted(i)), 9));
    }
    assertThat(book.size()).isEqualTo(AdvertBook.MAX_ADVERTS);
    assertThat(book.tookLoss()).isTrue();
    assertThat(book.tookLoss()).isFalse();
    assertThat(addresses()).containsExactly(address(7));
    book.search(WANTED, found::add);
    assertThat(addresses()).containsExactly(address(7), address(7));
    search.close();
  }

  @Test
  void nothingIsReportedAfterTheSearchWasClosedOrTheAnnouncementWithdrawn() {
    book.search(WANTED, found::add).close();
    book.seen(advert("a", WANTED, 1));
    book.gone(source("a"));
    book.search(WANTED, found::add);
    assertThat(found).isEmpty();
    assertThat(book.size()).isZero();
  }

  @Test
  void anAddressThatCameBackIsToldAgainButNotAtOnce() {
    book.search(WANTED, found::add);
    book.seen(advert("a", WANTED, 1));
    book.gone(source("a"));
    book.seen(advert("b", WANTED, 1));
    assertThat(addresses()).as("too soon").containsExactly(address(1));
    book.gone(source("b"));
    now += AdvertBook.FORGET.toNanos();
    book.seen(advert("c", WANTED, 1));
    assertThat(addresses()).containsExactly(address(1), address(1));
  }

  @Test
  void aSearchThatLastsIsToldOfMoreThanEightAddressesOneAfterAnother() {
    book.search(WANTED, found::add);
    for (int port = 1; port <= 20; port++) {
      book.seen(advert("roaming", WANTED, port));
      now += AdvertBook.FORGET.toNanos();
    }
    assertThat(addresses()).hasSize(20);
    assertThat(book.size()).isOne();
  }

  @Test
  void whatWasHeardOnALinkIsForgottenWithIt() {
    book.seen(advert("a", WANTED, 1));
    book.seen(advert("b", WANTED, 2));
    book.goneFrom(LINK);
    assertThat(book.size()).isZero();
  }

  @Test
  void onlyTagsAreTagsAndANodesTagDoesNotShowItsKey() {
    assertThat(Tag.parse("0123456789abcdef")).contains(WANTED);
    assertThat(Tag.parse("0123456789ABCDEF")).isEmpty();
    assertThat(Tag.parse("0123456789abcde")).isEmpty();
    assertThat(Tag.parse("")).isEmpty();
    assertThatThrownBy(() -> Tag.of(new byte[7])).isInstanceOf(IllegalArgumentException.class);
    var node = NodeKey.generate().id();
    assertThat(Tag.ofNode(node)).isEqualTo(Tag.ofNode(node));
    assertThat(node.hex()).doesNotContain(Tag.ofNode(node).hex());
  }
}
