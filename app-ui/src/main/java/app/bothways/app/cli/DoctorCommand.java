package app.bothways.app.cli;

import app.bothways.app.control.ViewJson;
import app.bothways.app.doctor.Check;
import app.bothways.app.doctor.Check.Verdict;
import app.bothways.app.doctor.Doctor;
import app.bothways.app.doctor.LocalMachine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = "Checks what can go wrong on this machine. Needs no running Bothways.",
    footer = {"", "Exit 1 when something does not work. For the network: bothways network test."})
final class DoctorCommand implements Callable<Integer> {
  private final Root root;

  DoctorCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    List<Check> checks = new Doctor(new LocalMachine(), root.home().directory()).run();
    for (Check check : checks) {
      root.print(
          Root.params()
              .put("check", check.name())
              .put("verdict", ViewJson.word(check.verdict()))
              .put("text", check.text())
              .put("help", check.help()));
      if (!root.json()) {
        root.say("%-8s %-14s %s".formatted(word(check.verdict()), check.name(), check.text()));
        if (!check.help().isEmpty()) {
          root.say(" ".repeat(24) + check.help());
        }
      }
    }
    boolean broken = checks.stream().anyMatch(check -> check.verdict() == Verdict.PROBLEM);
    return broken ? Exit.FAILED : Exit.DONE;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case OK -> "ok";
      case HINT -> "hint";
      case PROBLEM -> "PROBLEM";
    };
  }
}
