/** Programs that are not ours, in the NAT lab, over our relay; see tests/interop/README.md. */
package app.bothways.tests.interop;
