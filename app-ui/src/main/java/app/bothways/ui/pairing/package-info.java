/**
 * Adding a device: the code with its countdown, reading the other device's code, the digits on both
 * screens, and how it ended. {@link app.bothways.ui.pairing.PairingModel} holds the steps.
 */
package app.bothways.ui.pairing;
