package app.bothways.app;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.RelayView;
import java.util.Optional;

/** This device at a glance. */
public record StatusView(
    NodeId id,
    String name,
    String version,
    Optional<RelayView> homeRelay,
    int devices,
    int connected,
    int folders,
    Overall overall) {}
