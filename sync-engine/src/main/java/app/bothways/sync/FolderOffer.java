package app.bothways.sync;

import app.bothways.net.identity.NodeId;

/** Another device wants to share a folder with this one. */
public record FolderOffer(
    String offer,
    FolderId folder,
    String name,
    NodeId from,
    FolderMode mode,
    long files,
    long bytes) {}
