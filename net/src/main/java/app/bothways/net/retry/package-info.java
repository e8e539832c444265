/**
 * How long to wait before something that failed is tried once more, and that what is repeated goes
 * on after a failure.
 */
package app.bothways.net.retry;
