/**
 * What the fuzz targets of folders (classes {@code …Fuzz} beside what they feed) have in common:
 * bounds, inputs to begin with, and a moment of blind fuzzing in each build. {@code tests/fuzz}
 * runs them under Jazzer.
 */
package app.bothways.sync.fuzz;
