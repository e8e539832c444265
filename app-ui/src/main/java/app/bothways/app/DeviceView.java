package app.bothways.app;

import app.bothways.net.report.PeerView;
import app.bothways.pairing.Device;

/** A paired device and the state of the link to it. */
public record DeviceView(Device device, PeerView link) {}
