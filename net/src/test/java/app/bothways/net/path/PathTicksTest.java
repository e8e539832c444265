package app.bothways.net.path;

import static app.bothways.net.path.PathLab.direct;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.socket.Route;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ticks that are left out because nothing is due change nothing, at no moment. */
class PathTicksTest {
  private static final Route.Direct WAN = direct("203.0.113.7", 40_000);
  private static final Route.Direct LAN = direct("192.168.1.4", 5_000);

  private record Story(String name, Consumer<PathLab> told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Story> stories() {
    return Stream.of(
        new Story("a direct link at rest", lab -> rest(lab, 15)),
        new Story(
            "a link that is used now and then, loses its direct way and gets it back",
            lab -> {
              rest(lab, 1);
              lab.runSending(Duration.ofSeconds(5));
              rest(lab, 1);
              lab.answering.remove(WAN);
              rest(lab, 1);
              lab.runSending(Duration.ofSeconds(7));
              rest(lab, 8);
              lab.answering.add(WAN);
              rest(lab, 2);
            }),
        new Story(
            "a device that is gone for a while",
            lab -> {
              rest(lab, 1);
              lab.answering.clear();
              rest(lab, 2);
              lab.answering.add(PathLab.RELAY);
              rest(lab, 2);
            }),
        new Story(
            "an address that never answers",
            lab -> {
              lab.answering.remove(WAN);
              rest(lab, 15);
            }),
        new Story(
            "a way on which datagrams vanish",
            lab -> {
              lab.mtu = 1200;
              rest(lab, 15);
            }),
        new Story(
            "a way that becomes narrower while it is used",
            lab -> {
              rest(lab, 1);
              lab.mtu = 1400;
              lab.runSending(Duration.ofSeconds(8));
              rest(lab, 12);
            }));
  }

  private static void rest(PathLab lab, int minutes) {
    lab.run(Duration.ofMinutes(minutes));
  }

  private static PathLab told(Story story, PathLab lab) {
    lab.relayed().answering.add(WAN);
    lab.claims(WAN, LAN);
    story.told.accept(lab);
    return lab;
  }

  @ParameterizedTest
  @MethodSource("stories")
  void whatIsSentIsWhatATickEachTimeWouldHaveSent(Story story) {
    var always = new PathLab();
    always.always = true;
    told(story, always);
    PathLab due = told(story, new PathLab());
    assertThat(due.sent).isEqualTo(always.sent);
    assertThat(due.asksToPunch).isEqualTo(always.asksToPunch);
    assertThat(due.doubts).isEqualTo(always.doubts);
    assertThat(due.why()).isEqualTo(always.why());
    assertThat(due.peer.status().path()).isEqualTo(always.peer.status().path());
  }

  @Test
  void aDirectLinkAtRestTicksAFewTimesForEachProbe() {
    var lab = told(new Story("rest", each -> rest(each, 1)), new PathLab());
    lab.ticks = 0;
    lab.sent.clear();
    rest(lab, 10);
    assertThat(lab.sent).hasSizeGreaterThan(200);
    assertThat(lab.ticks).isLessThan(3 * lab.sent.size());
  }
}
