package app.bothways.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.doctor.Check.Verdict;
import app.bothways.net.report.NativePart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final Path HOME = Path.of("/home/ana/bothways");
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  private static final class Fake implements Machine {
    private String system = "Linux";
    private final Map<String, String> texts = new HashMap<>();
    private long free = 50L << 30;
    private Optional<Instant> written = Optional.empty();
    private Optional<String> quicFault = Optional.empty();

    @Override
    public String system() {
      return system;
    }

    @Override
    public int javaFeature() {
      return 25;
    }

    @Override
    public Optional<String> read(Path file) {
      return Optional.ofNullable(texts.get(file.toString()));
    }

    @Override
    public Optional<String> run(String... command) {
      return Optional.ofNullable(texts.get(command[0]));
    }

    @Override
    public Optional<Long> freeBytes(Path directory) {
      return Optional.of(free);
    }

    @Override
    public Optional<Instant> written(Path file) {
      return written;
    }

    @Override
    public Instant now() {
      return NOW;
    }

    @Override
    public List<NativePart> natives() {
      return List.of(new NativePart("QUIC codec", NativePart.Need.NEEDED, quicFault));
    }
  }

  private final Fake machine = new Fake();

  private Check check(String name) {
    return new Doctor(machine, HOME)
        .run().stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  private void inotify(int watches, int instances) {
    machine.texts.put("/proc/sys/fs/inotify/max_user_watches", watches + "\n");
    machine.texts.put("/proc/sys/fs/inotify/max_user_instances", instances + "\n");
  }

  @Test
  void onAMachineWhereAllIsWellEverythingIsOk() {
    inotify(524_288, 512);
    assertThat(new Doctor(machine, HOME).run()).extracting(Check::verdict).containsOnly(Verdict.OK);
  }

  @Test
  void aLowLimitOfInotifyIsNamedWithWhatRaisesIt() {
    inotify(8192, 128);
    assertThat(check("file watching").verdict()).isEqualTo(Verdict.HINT);
    assertThat(check("file watching").text()).contains("8192");
    assertThat(check("file watching").help()).contains("sysctl -w fs.inotify.max_user_watches");
    machine.system = "Mac OS X";
    assertThat(check("file watching").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void withoutTheQuicCodecNothingWorksAndThatIsSaid() {
    machine.quicFault = Optional.of("cannot be loaded: no such library");
    assertThat(check("QUIC codec").verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(check("QUIC codec").text()).contains("no such library");
  }

  @Test
  void aClockThatIsBehindItsOwnFilesIsWrong() {
    machine.written = Optional.of(NOW.minusSeconds(60));
    assertThat(check("clock").verdict()).isEqualTo(Verdict.OK);
    machine.written = Optional.of(NOW.plusSeconds(86_400));
    assertThat(check("clock").verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void aDiskThatIsAlmostFullIsAHintAndAFullOneAProblem() {
    machine.free = 500L << 20;
    assertThat(check("disk space").verdict()).isEqualTo(Verdict.HINT);
    machine.free = 5L << 20;
    assertThat(check("disk space").verdict()).isEqualTo(Verdict.PROBLEM);
  }

  @Test
  void aFirewallOfEachSystemIsNoticed() {
    machine.texts.put("/etc/ufw/ufw.conf", "LOGLEVEL=low\nENABLED=yes\n");
    assertThat(check("firewall").text()).isEqualTo("ufw is on");
    machine.texts.clear();
    machine.texts.put("firewall-cmd", "running\n");
    assertThat(check("firewall").text()).isEqualTo("firewalld is on");
    machine.system = "Mac OS X";
    machine.texts.put(
        "/usr/libexec/ApplicationFirewall/socketfilterfw", "Firewall is enabled. (State = 1)");
    assertThat(check("firewall").text()).contains("macOS");
    machine.system = "Windows 11";
    assertThat(check("firewall").verdict()).isEqualTo(Verdict.HINT);
  }

  @Test
  void theCameraIsNotClaimedToBeUsed() {
    assertThat(check("camera").text()).startsWith("not used");
  }

  @Test
  void thisVeryMachineIsLookedAtWithoutFault() {
    assertThat(new Doctor(new LocalMachine(), Path.of("target/no-such-home")).run())
        .hasSizeGreaterThan(6)
        .allSatisfy(check -> assertThat(check.text()).isNotBlank());
  }
}
