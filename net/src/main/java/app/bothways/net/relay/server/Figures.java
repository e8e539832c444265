package app.bothways.net.relay.server;

import app.bothways.net.relay.server.metrics.Page;
import app.bothways.net.relay.server.pkarr.PkarrStore;
import app.bothways.net.relay.server.stun.StunResponder;
import java.util.Optional;

/** Writes the metrics page. No figure names a client, an address or a token. */
final class Figures {
  private final Hub hub;
  private final Optional<StunResponder> stun;

  Figures(Hub hub, Optional<StunResponder> stun) {
    this.hub = hub;
    this.stun = stun;
  }

  String text() {
    var page = new Page();
    traffic(page, hub.counters());
    clients(page, hub.counters());
    connections(page, hub.counters());
    hub.records().ifPresent(store -> records(page, store));
    stun.ifPresent(
        responder ->
            page.counter("stun_answered", "STUN requests answered.", responder.answered())
                .counter("stun_ignored", "Datagrams without an answer.", responder.ignored()));
    return page.toString();
  }

  private static void traffic(Page page, Counters count) {
    page.counter("bytes_sent", "Bytes of forwarded frames.", count.bytesForwarded.sum())
        .counter("bytes_recv", "Bytes of frames that carry data.", count.bytesReceived.sum())
        .counter("send_packets_sent", "Frames forwarded.", count.packetsForwarded.sum())
        .counter("send_packets_recv", "Frames with data received.", count.packetsReceived.sum())
        .counter("send_packets_dropped", "Frames not forwarded.", dropped(count))
        .counter(
            "unknown_destination",
            "Frames for keys that are not connected.",
            count.unknownDestination.sum())
        .counter("got_ping", "Pings received.", count.pings.sum())
        .counter("sent_pong", "Pongs sent.", count.pongs.sum())
        .counter(
            "bytes_rx_ratelimited_total",
            "Bytes that made their client wait.",
            count.bytesRateLimited.sum())
        .counter(
            "conns_rx_ratelimited_total",
            "Connections told that they are slowed down.",
            count.connectionsRateLimited.sum())
        .counter("quota_used_up", "Connections told that their quota is used up.", quotas(count))
        .gauge("quota_used_up_clients", "Connections held to a trickle.", count.usedUpNow.sum())
        .histogram(
            "forward_delay_seconds",
            "From a frame's arrival in its receiver's queue until the system took it.",
            count.forwarding);
  }

  private static long quotas(Counters count) {
    return count.quotasUsedUp.sum();
  }

  private static long dropped(Counters count) {
    return count.droppedQueueFull.sum() + count.unknownDestination.sum();
  }

  private void clients(Page page, Counters count) {
    page.counter("accepts", "Clients let in.", count.admitted.sum())
        .counter("disconnects", "Clients gone.", count.disconnects.sum())
        .counter("tls_logins", "Keys proved without a challenge.", count.tlsLogins.sum())
        .counter("denied", "Clients refused.", count.denied.sum())
        .counter("revoked", "Clients cut off by a changed rule.", count.revoked.sum())
        .counter(
            "access_unanswered",
            "Times that the access service did not answer for a connected client.",
            count.accessUnanswered.sum())
        .counter(
            "access_busy",
            "Clients sent away because the access service was busy with others.",
            count.accessBusy.sum())
        .counter("unique_client_keys", "Different keys per UTC day.", count.uniqueKeys.count())
        .counter("clients_inactive_added", "Replaced by a newer.", count.inactiveAdded.sum())
        .counter("clients_inactive_removed", "No longer such.", count.inactiveRemoved.sum())
        .gauge("clients", "Clients connected now.", count.clients.present())
        .gauge("queued_bytes", "Bytes that wait for clients now.", hub.registry().queuedBytes())
        .gauge("draining", "1 while the relay is about to go.", hub.leaving().isPresent() ? 1 : 0);
  }

  private void connections(Page page, Counters count) {
    page.counter("http_connections", "Connections accepted.", count.accepted.sum())
        .counter("http_connections_closed", "Connections ended.", count.closed.sum())
        .counter("http_connections_errored", "Connections that broke.", count.failed.sum())
        .counter("http_connections_refused", "One too many.", count.refused.sum())
        .counter("protocol_errors", "Closed for what they sent.", count.protocolErrors.sum())
        .gauge("unproved_connections", "Not proved a key yet.", hub.guard().unproved());
  }

  private static void records(Page page, PkarrStore store) {
    page.gauge("pkarr_records", "Address records kept.", store.size())
        .counter("pkarr_evicted", "Records dropped for room or age.", store.evicted());
  }
}
