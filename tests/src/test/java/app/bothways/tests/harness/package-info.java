/**
 * Bothways as other programs see it: child processes, command line, JSON lines, exit codes, and
 * files on disk. Whatever a test starts here ends with the test, by process id.
 */
package app.bothways.tests.harness;
