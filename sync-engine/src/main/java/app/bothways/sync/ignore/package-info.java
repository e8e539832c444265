/**
 * Which names take no part in a folder: the grammar of Syncthing's {@code .stignore} in {@code
 * .bothwaysignore}, and after it the patterns that all devices of the folder share. Pure: files are
 * handed in as text, the same texts give the same verdicts, and every verdict names the line that
 * decided. Bounded in size and time whatever the patterns are.
 */
package app.bothways.sync.ignore;
