/**
 * Changes the tree without ever destroying what the engine does not know. New content is staged
 * whole, then exchanged with the old; what comes out is looked at again, kept a while, and turned
 * into a file of its own when somebody wrote to it. A journal lets a restart finish the looking.
 */
package app.bothways.sync.apply;
