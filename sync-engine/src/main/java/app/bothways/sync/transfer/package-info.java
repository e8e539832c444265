/**
 * How contents come from other devices: small ones in bundles, larger ones chunk by chunk, from
 * what this disk holds already and from several devices at once. Everything is verified when it
 * arrives; nothing is put into the tree here. What was received survives a crash; every wish is
 * answered, whatever fails.
 */
package app.bothways.sync.transfer;
