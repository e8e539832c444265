/**
 * How two devices come to trust each other: the code, the race, the proof, two confirmations; and
 * the list of devices that resulted. Knows nothing of folders.
 */
package app.bothways.pairing;
