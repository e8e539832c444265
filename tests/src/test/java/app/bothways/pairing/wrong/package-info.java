/** Classes that break the house rules on purpose, for the test of those rules. */
package app.bothways.pairing.wrong;
