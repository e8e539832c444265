/**
 * What can go wrong on this machine, looked at without a running node: parts of native code, limits
 * of the system, clock, disk, firewall. Changes nothing and asks nobody outside this machine; what
 * differs between systems comes through {@code Machine}, so that every system's branch can be
 * tested.
 */
package app.bothways.app.doctor;
