package app.bothways.net.relay.server;

import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a relay says of itself in JSON. All values are ours, so nothing needs to be escaped. */
final class Promises {
  private Promises() {}

  static String version() {
    return Optional.ofNullable(Promises.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static String health(Hub hub) {
    return "{\"status\":\"%s\",\"version\":\"%s\",\"git_hash\":\"\"}"
        .formatted(hub.leaving().isPresent() ? "draining" : "ok", version());
  }

  /** What each client is granted, so that it knows before it is slowed down. */
  static String limits(Hub hub) {
    Optional<RateLimit> rate = hub.limits().clientRate();
    Optional<Quota> quota = hub.limits().quota();
    String protocols =
        Arrays.stream(RelayVersion.values())
            .map(version -> '"' + version.subProtocol() + '"')
            .collect(Collectors.joining(","));
    return ("{\"version\":\"%s\",\"protocols\":[%s],\"access\":\"%s\","
            + "\"bytesPerSecond\":%s,\"burstBytes\":%s,\"quotaBytes\":%s,"
            + "\"quotaSeconds\":%s,\"quotaThenBytesPerSecond\":%s,"
            + "\"queueBytes\":%d,\"maxFrameBytes\":%d,\"stunPort\":%s,"
            + "\"otherStunPort\":%s,\"pkarr\":%s,"
            + "\"draining\":%s}\n")
        .formatted(
            version(),
            protocols,
            hub.config().access().kind(),
            number(rate.map(RateLimit::bytesPerSecond)),
            number(rate.map(RateLimit::burstBytes)),
            number(quota.map(Quota::bytes)),
            number(quota.map(promised -> promised.period().toSeconds())),
            number(quota.map(Quota::thenBytesPerSecond)),
            hub.limits().queueBytes(),
            RelayFrames.MAX_SENT_FRAME,
            number(hub.stunPort()),
            number(hub.otherStunPort()),
            hub.records().isPresent(),
            hub.leaving().isPresent());
  }

  private static String number(Optional<? extends Number> value) {
    return value.map(Number::toString).orElse("null");
  }
}
