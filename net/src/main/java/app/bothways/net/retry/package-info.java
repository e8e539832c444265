/** How long to wait before something that failed is tried once more. */
package app.bothways.net.retry;
