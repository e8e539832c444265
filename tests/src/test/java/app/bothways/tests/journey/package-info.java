/**
 * What a person does with two devices, from pairing to files, through real processes on the
 * loopback interface. Each test stands for one promise of the README.
 */
package app.bothways.tests.journey;
