/**
 * What the engine asks of a directory tree on this device: look, stage, apply. Implementations
 * touch the disk; the questions and answers are plain values.
 */
package app.bothways.sync.disk;
