/**
 * The first start: what this is, a name for this device, the first pairing. No sidebar, no account.
 */
package app.bothways.ui.welcome;
