/**
 * The few things that the engine does to a file system, one call each, so that tests can make any
 * of them fail, race or be the last before a crash. {@link app.bothways.sync.fs.LocalFs} does them
 * on this machine, with the calls that Java lacks made natively.
 */
package app.bothways.sync.fs;
