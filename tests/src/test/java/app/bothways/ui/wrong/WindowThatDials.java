package app.bothways.ui.wrong;

import app.bothways.net.Endpoint;
import io.netty.buffer.ByteBuf;

/** Breaks the house rules on purpose. */
public record WindowThatDials(Endpoint endpoint, ByteBuf bytes) {}
