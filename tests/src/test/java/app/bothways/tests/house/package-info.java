/** What may import what, and how sources are written: checked, not hoped for. */
package app.bothways.tests.house;
