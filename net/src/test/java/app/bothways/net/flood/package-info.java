/**
 * Strangers in great number at paired devices: false connections, junk and adverts at four devices
 * and their relay, on the loopback interface only. {@link app.bothways.net.flood.FloodTest} is the
 * small form in each build, {@link app.bothways.net.flood.FloodRun} the one of full size, by hand.
 * Pauses pace the attack or the reports; nothing is concluded from time alone.
 */
package app.bothways.net.flood;
