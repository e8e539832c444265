/**
 * Three devices, real disks, and everything that can go wrong with them: people who edit, processes
 * that are killed or suspended, cut links, full disks. What people did is written down and compared
 * with what is left when all is at rest. {@code Storm} is started by hand, {@code tests/storm}; a
 * seed gives the same acts again, though not the same moments.
 */
package app.bothways.tests.storm;
