package app.bothways.net.address.lookup;

import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.pkarr.AddressRecords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;

/**
 * TXT records {@code _iroh.<id>.<origin>} by DNS. An answer carries no signature: it is a hint, not
 * kept anywhere, and the dial proves the key. Answers over {@link #MAX_ANSWER} bytes are cut short.
 */
public final class DnsLookup implements AddressLookup {
  /** Fits into one datagram everywhere (DNS flag day 2020). */
  static final int MAX_ANSWER = 1232;

  static final int MAX_ORIGINS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration ONE_TRY = Duration.ofMillis(1500);
  private static final Logger LOG = LoggerFactory.getLogger(DnsLookup.class);

  private final List<String> origins;
  private final Supplier<Resolver> resolver;

  /**
   * @param resolver configured by {@link #bounded}; asked for at the first search
   */
  DnsLookup(List<String> origins, Supplier<Resolver> resolver) {
    this.origins = origins.stream().limit(MAX_ORIGINS).toList();
    this.resolver = resolver;
  }

  /** With the name servers of this system. */
  public static DnsLookup bySystem(List<String> origins) {
    var made =
        new Object() {
          private Optional<Resolver> resolver = Optional.empty();

          synchronized Resolver get() {
            if (resolver.isEmpty()) {
              resolver = Optional.of(bounded(new ExtendedResolver()));
            }
            return resolver.get();
          }
        };
    return new DnsLookup(origins, made::get);
  }

  static Resolver bounded(Resolver resolver) {
    resolver.setEDNS(0, MAX_ANSWER, 0, List.of());
    resolver.setIgnoreTruncation(true);
    resolver.setTimeout(ONE_TRY);
    return resolver;
  }

  @Override
  public FoundBy kind() {
    return FoundBy.DNS;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public Subscription search(NodeAddr known, Answers answers) {
    var ended = new AtomicBoolean();
    var open = new AtomicInteger(origins.size());
    // Finding out which name servers this system has reads files.
    Thread.ofVirtual()
        .name("dns-lookup")
        .start(
            () -> {
              for (String origin : origins) {
                ask(known, origin)
                    .whenComplete(
                        (found, failure) -> {
                          if (failure != null) {
                            LOG.debug("no answer in {}: {}", origin, failure.toString());
                          } else if (!ended.get()) {
                            found.ifPresent(answers::found);
                          }
                          if (open.decrementAndGet() == 0 && !ended.get()) {
                            answers.over();
                          }
                        });
              }
            });
    return () -> ended.set(true);
  }

  private CompletionStage<Optional<NodeAddr>> ask(NodeAddr known, String origin) {
    Name name = AddressRecords.name(known.id(), origin);
    Message query = Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN));
    return resolver
        .get()
        .sendAsync(query)
        .thenApply(
            answer ->
                answer.getRcode() == Rcode.NOERROR
                    ? Optional.of(AddressRecords.read(known.id(), name, answer))
                    : Optional.empty());
  }
}
