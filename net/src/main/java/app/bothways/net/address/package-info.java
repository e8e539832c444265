/** Where a node may be found: relay URLs and direct addresses. Hints only; the id is the truth. */
package app.bothways.net.address;
