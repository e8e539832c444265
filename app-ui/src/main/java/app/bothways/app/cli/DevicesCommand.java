package app.bothways.app.cli;

import app.bothways.app.control.PolicyWord;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "devices",
    description = "Lists the paired devices.",
    subcommands = {
      DevicesCommand.Rename.class,
      DevicesCommand.Remove.class,
      DevicesCommand.Policy.class
    })
final class DevicesCommand implements Callable<Integer> {
  private static final String DEVICE = "Id, unique beginning of an id, or name.";

  private final Root root;

  DevicesCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    JsonNode devices = root.ask("devices.list", Root.params());
    root.printRows(devices);
    if (!root.json()) {
      people(devices);
    }
    return Exit.DONE;
  }

  private void people(JsonNode devices) {
    if (devices.isEmpty()) {
      root.say("No device is paired yet. Pair one with: bothways pair");
      return;
    }
    var table = new Table().row("DEVICE", "LINK", "ADDRESS", "POLICY", "ID");
    for (JsonNode device : devices) {
      table.row(
          device.path("name").asText(),
          device.path("link").asText(),
          Words.path(device.path("path")),
          device.path("policy").asText(),
          Words.shortId(device.path("nodeId").asText()));
    }
    table.lines().forEach(root::say);
  }

  @Command(name = "rename", description = "Gives a device another name on this device.")
  static final class Rename implements Callable<Integer> {
    private final Root root;

    @Parameters(index = "0", paramLabel = "ID", description = DEVICE)
    private String device;

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name;

    Rename(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      root.ask("devices.rename", Root.params().put("device", device).put("name", name));
      root.say("Renamed to " + name + ".");
      return Exit.DONE;
    }
  }

  @Command(
      name = "remove",
      description = "Unpairs a device: it loses access to all folders; files stay on both sides.")
  static final class Remove implements Callable<Integer> {
    private final Root root;

    @Parameters(paramLabel = "ID", description = DEVICE)
    private String device;

    Remove(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      root.ask("devices.remove", Root.params().put("device", device));
      root.say("Removed. Its files and those here stay where they are.");
      return Exit.DONE;
    }
  }

  @Command(name = "policy", description = "Limits the paths to a device.")
  static final class Policy implements Callable<Integer> {
    private final Root root;

    @Parameters(index = "0", paramLabel = "ID", description = DEVICE)
    private String device;

    @Parameters(index = "1", paramLabel = "auto|direct|lan|relay", description = "The paths used.")
    private String policy;

    Policy(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      if (PolicyWord.parse(policy).isEmpty()) {
        throw CliException.usage(
            "'" + policy + "' is not a policy; use auto, direct, lan or relay");
      }
      root.ask("devices.policy", Root.params().put("device", device).put("policy", policy));
      root.say("Policy is now " + policy + ".");
      return Exit.DONE;
    }
  }
}
