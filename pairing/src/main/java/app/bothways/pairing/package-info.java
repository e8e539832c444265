/**
 * How two devices come to trust each other: the code, the race, the proof, two confirmations; and
 * the list of devices that resulted. Knows nothing of folders.
 *
 * <p>{@code Offers} and {@code Door} are the side that shows a code, {@code Join}, {@code Race} and
 * {@code Handshake} the side that uses it; {@code Agreement} and {@code Finisher} store on both.
 * Nothing is stored before both people have said yes, and then on both devices or on neither.
 */
package app.bothways.pairing;
