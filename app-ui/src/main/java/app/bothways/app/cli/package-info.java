/**
 * The command line. A command reads its arguments, asks the running node over the control socket
 * and prints the answer: JSON Lines for scripts, tables for people. Only {@code daemon}, {@code
 * relay}, {@code demo} and the window run something themselves. Loads no class of JavaFX by itself.
 */
package app.bothways.app.cli;
