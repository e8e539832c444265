package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void theClientThatExistsInMemoryOnlyIsLetInAsAnyOther() {
    assertThat(new WarmUp().run()).isTrue();
  }
}
