package app.bothways.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class SystemProxiesTest {
  private static final String PROPERTY = "java.net.useSystemProxies";

  private static String after(String system, Properties properties) {
    SystemProxies.respect(system, properties);
    return properties.getProperty(PROPERTY, "unset");
  }

  @Test
  void theDesktopIsAskedWhereItKeepsTheSettingForPrograms() {
    assertThat(after("Windows 11", new Properties())).isEqualTo("true");
    assertThat(after("Mac OS X", new Properties())).isEqualTo("true");
    assertThat(after("Linux", new Properties())).isEqualTo("unset");
  }

  @Test
  void whatSomebodyHasSetStays() {
    var properties = new Properties();
    properties.setProperty(PROPERTY, "false");
    assertThat(after("Windows 11", properties)).isEqualTo("false");
  }
}
