/** The devices this one is paired with, one card each, and the place where a new one is added. */
package app.bothways.ui.devices;
