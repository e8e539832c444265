/**
 * Pairing links as pictures: drawn for a screen, a terminal or a file, and found again in pictures
 * that people have. Needs no display. What a picture says is text like any other: whoever reads it
 * still parses and judges it.
 */
package app.bothways.pairing.qr;
