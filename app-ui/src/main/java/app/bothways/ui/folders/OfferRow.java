package app.bothways.ui.folders;

import java.nio.file.Path;

/**
 * A folder that another device wants to share.
 *
 * @param location where it would go
 */
public record OfferRow(String offer, int index, String title, String detail, Path location) {}
