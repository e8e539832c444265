/**
 * Contents cut into chunks where the bytes themselves say so, so that an insertion or a change
 * moves few cuts. Chunk lists are hints that spare the network: whoever uses one verifies what
 * comes of it, so a list that is lost or wrong costs bytes and never correctness. Nothing here
 * touches the folder's tree.
 */
package app.bothways.sync.chunk;
