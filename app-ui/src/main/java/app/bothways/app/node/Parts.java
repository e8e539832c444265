package app.bothways.app.node;

import app.bothways.net.Endpoint;
import app.bothways.net.link.Links;
import app.bothways.pairing.DeviceStore;
import app.bothways.pairing.Pairing;
import app.bothways.sync.SyncEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node is made of, open. */
record Parts(Endpoint endpoint, DeviceStore devices, SyncEngine sync, Links links, Pairing pairing)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  /** Closes users before what they use; a part that fails to close does not keep others open. */
  @Override
  public void close() {
    closeOne("pairing", pairing);
    closeOne("links", links);
    closeOne("folders", sync);
    closeOne("network", endpoint);
    closeOne("devices", devices);
  }

  static void closeOne(String what, AutoCloseable part) {
    long start = System.nanoTime();
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("Closing {} failed: {}", what, e.toString());
    }
    LOG.info("Closed {} in {} ms", what, (System.nanoTime() - start) / 1_000_000);
  }
}
