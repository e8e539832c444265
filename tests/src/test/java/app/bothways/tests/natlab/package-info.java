/** Devices behind real NATs, made of network namespaces; see tests/natlab/README.md. */
package app.bothways.tests.natlab;
