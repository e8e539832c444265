package app.bothways.app;

import app.bothways.net.report.Why;

/**
 * The reason for a link's state in words for people.
 *
 * @param sentence what is the case
 * @param help what would change it; empty where nothing needs to change
 */
public record WhyText(String sentence, String help) {
  public static WhyText of(Why why) {
    return switch (why) {
      case DIRECT -> new WhyText("Connected directly.", "");
      case PUNCHING ->
          new WhyText("Looking for a direct path; until then a relay carries the sealed data.", "");
      case POLICY_HERE ->
          new WhyText(
              "This device was told to use relays only for that device.",
              "Set its policy to auto, and start without --no-direct, to allow direct paths.");
      case POLICY_THERE ->
          new WhyText(
              "The other device uses relays only.", "Its owner can allow direct paths there.");
      case NO_DIRECT_ANSWER ->
          new WhyText(
              "No direct address of the other device answered.",
              "A firewall may be blocking UDP on one side; allow Bothways there, or bring both"
                  + " devices into one network.");
      case UDP_BLOCKED ->
          new WhyText(
              "UDP does not leave this network.",
              "Allow outgoing UDP in this network's firewall, or use another network.");
      case BOTH_NATS_HARD ->
          new WhyText(
              "Both networks change ports for every destination, so neither side can be aimed at.",
              "Port forwarding, UPnP or IPv6 on one side would make a direct path possible.");
      case DIRECT_LOST ->
          new WhyText(
              "The direct path stopped answering; a relay carries the data while it is tried again.",
              "");
      case OFFLINE ->
          new WhyText(
              "The other device cannot be reached.",
              "It may be switched off, asleep or without a network, or neither side has a relay.");
      case CONNECTING -> new WhyText("Trying to reach the other device.", "");
    };
  }
}
