/**
 * The conversation of two devices over one connection: a control stream for what folders say to
 * each other, and a stream for each bundle of contents. Whether the other side may know or have
 * something is asked of the {@link app.bothways.sync.exchange.Session.Host} for every message and
 * every request. The format is described in {@code docs/exchange.md}.
 */
package app.bothways.sync.exchange;
