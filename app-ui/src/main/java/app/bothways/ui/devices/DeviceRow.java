package app.bothways.ui.devices;

import app.bothways.net.PathPolicy;
import app.bothways.ui.parts.Badge;

/**
 * One device as its card shows it.
 *
 * @param id the node id in full, as {@link app.bothways.app.App} takes it
 * @param index place in the list, for node ids of the window
 * @param icon a feather icon that fits the system
 * @param detail system and since when, one line
 */
public record DeviceRow(
    String id,
    int index,
    String name,
    String icon,
    String detail,
    Badge badge,
    String latency,
    String sent,
    String received,
    PathPolicy policy) {}
