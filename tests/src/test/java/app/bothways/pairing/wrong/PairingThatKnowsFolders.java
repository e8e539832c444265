package app.bothways.pairing.wrong;

import app.bothways.sync.FolderId;

/** Breaks the house rules on purpose. */
public record PairingThatKnowsFolders(FolderId folder) {}
