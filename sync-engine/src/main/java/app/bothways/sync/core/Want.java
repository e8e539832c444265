package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;

/** A content that is needed at {@code path} and that {@code from} has announced there. */
public record Want(RelPath path, ContentId content, long size, NodeId from) {}
