/**
 * A network inside one process, for tests of what stands above {@code net}: same contracts, no
 * sockets, no cryptography.
 */
package app.bothways.net.memory;
