/**
 * Keeps one live connection to every known device and tells what state each link is in, and why.
 */
package app.bothways.net.link;
