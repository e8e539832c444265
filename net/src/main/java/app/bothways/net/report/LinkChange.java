package app.bothways.net.report;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PeerView.LinkState;
import java.time.Instant;

/**
 * A change in the link to one device.
 *
 * @param link what it was from then on: direct, relayed or offline
 * @param address of the path, as {@link PathView#address}; empty when offline
 */
public record LinkChange(NodeId device, Instant at, LinkState link, String address, Why why) {}
