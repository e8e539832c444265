package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  @Test
  void aLiteralAddressIsFoundWithoutAskingAnybody() throws Exception {
    assertThat(HostNames.find("127.0.0.1")).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(HostNames.find("::1")).containsExactly(InetAddress.ofLiteral("::1"));
  }

  @Test
  void aResolverThatHangsCostsTheCallerItsPatienceAndRunsOnAThreadOfItsOwn() throws Exception {
    var end = new CountDownLatch(1);
    var where = new CompletableFuture<Thread>();
    try {
      assertThatThrownBy(
              () ->
                  HostNames.find(
                      "slow.test",
                      () -> {
                        where.complete(Thread.currentThread());
                        end.await();
                        return List.of();
                      },
                      Duration.ofMillis(50)))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("slow.test");
      Thread resolver = where.get(10, TimeUnit.SECONDS);
      assertThat(resolver.isVirtual()).isFalse();
      assertThat(resolver.isDaemon()).isTrue();
      assertThat(resolver).isNotEqualTo(Thread.currentThread());
    } finally {
      end.countDown();
    }
  }

  @Test
  void whatTheResolverSaysIsWhatTheCallerHears() {
    assertThatThrownBy(
            () ->
                HostNames.find(
                    "gone.test",
                    () -> {
                      throw new UnknownHostException("gone.test");
                    },
                    Duration.ofSeconds(10)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("gone.test");
    assertThatThrownBy(
            () ->
                HostNames.find(
                    "odd.test",
                    () -> {
                      throw new IllegalStateException("odd");
                    },
                    Duration.ofSeconds(10)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("odd.test");
  }
}
