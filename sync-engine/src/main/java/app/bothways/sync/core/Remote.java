package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.Entry;

/** A version that {@code device} has announced and that this device has not come to terms with. */
public record Remote(NodeId device, Entry entry) {}
