package app.bothways.sync.model;

/**
 * Which version of an entry this is.
 *
 * @param hlc hybrid logical clock (Kulkarni et al., 2014): milliseconds since 1970 shifted left by
 *     16, plus a counter; never less than any that was seen before
 * @param actor who made it
 */
public record Version(VersionVector vector, long hlc, long actor) {}
