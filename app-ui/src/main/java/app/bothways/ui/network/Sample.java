package app.bothways.ui.network;

import app.bothways.net.report.PathView;
import java.time.Instant;

/**
 * One measured latency.
 *
 * @param ms round trip time in milliseconds
 */
record Sample(Instant at, double ms, PathView.Kind way) {}
