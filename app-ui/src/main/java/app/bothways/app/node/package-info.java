/**
 * The running node behind {@link app.bothways.app.App}: opens its parts in order, tells each what
 * the others did, and closes them so that nothing is half-written. Pairing and synchronising know
 * nothing of each other; they meet here.
 */
package app.bothways.app.node;
