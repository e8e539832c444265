/**
 * Which way the bytes go and why: the relay in use, each device direct or relayed, rates, latency
 * since the window opened. Nothing shown here is guessed; what was not measured is a dash.
 */
package app.bothways.ui.network;
