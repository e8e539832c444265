/**
 * What the fuzz targets share. A target is a class named {@code …Fuzz} beside what it feeds, with
 * the method that Jazzer calls; {@code tests/fuzz} runs them for long, {@code FuzzTargetsTest} for
 * a moment in each build.
 */
package app.bothways.net.fuzz;
