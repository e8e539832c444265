package app.bothways.ui.network;

import app.bothways.ui.parts.Badge;

/**
 * One device as the table shows it.
 *
 * @param where address of the path, or the relay
 * @param why reason and remedy; empty for a direct connection
 * @param past what the link was like for the last days
 */
public record LinkRow(
    String id,
    int index,
    String name,
    String where,
    Badge badge,
    String latency,
    String sending,
    String receiving,
    String direct,
    String relayed,
    String since,
    String why,
    Reliability past) {}
