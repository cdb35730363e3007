package io.sluice.gateway.verticle;

import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ReceiptWire;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says something to each new member, whatever: the first message to a peer opens its connection and
 * takes a hundred milliseconds or more, which no invalidation should have to wait for. A member
 * that does not answer for long is told of in the log.
 */
final class PeerGreetings {
  private static final Logger LOG = LoggerFactory.getLogger(PeerGreetings.class);
  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setSendTimeout(PeerBus.TIMEOUT_MILLIS);
  private static final long PERIOD_MILLIS = 500;

  /** A member joins before it listens, and a busy one is slow. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, Peer> peers = new HashMap<>();
  private final Vertx vertx;
  private final PeerBus bus;
  private final Supplier<Collection<String>> members;

  private static final class Peer {
    final long seenNanos = System.nanoTime();
    boolean greeted;
    boolean toldOf;
  }

  /**
   * @param members the incarnations of the other members
   */
  PeerGreetings(Vertx vertx, PeerBus bus, Supplier<Collection<String>> members) {
    this.vertx = vertx;
    this.bus = bus;
    this.members = members;
    vertx.setPeriodic(PERIOD_MILLIS, id -> greet());
  }

  private void greet() {
    var present = members.get();
    peers.keySet().retainAll(present);
    for (String member : present) {
      var peer = peers.computeIfAbsent(member, name -> new Peer());
      if (!peer.greeted) {
        peer.greeted = true;
        bus.request(Purpose.GREETING, Addresses.invalidationReceipt(member), ReceiptWire.encode(""))
            .onComplete(answer -> reached(member, peer), silence -> missed(member, peer));
      }
    }
  }

  private static void reached(String member, Peer peer) {
    if (peer.toldOf) {
      LOG.info("The event bus reaches {} now", member);
    }
  }

  private void missed(String member, Peer peer) {
    peer.greeted = false;
    if (peer.toldOf || System.nanoTime() - peer.seenNanos < PATIENCE_NANOS) {
      return;
    }
    peer.toldOf = true;
    // A request only tells that time ran out; writing tells why.
    vertx
        .eventBus()
        .sender(Addresses.invalidationReceipt(member), OPTIONS)
        .write(ReceiptWire.encode(""))
        .onComplete(
            sent -> tell(member, "it does not answer"), cause -> tell(member, explain(cause)));
  }

  private static void tell(String member, String why) {
    LOG.warn(
        "The event bus does not reach {}: {}. Until it does, that node learns of invalidations by"
            + " its heartbeat. Both nodes need cluster.tls with certificates of the same authority,"
            + " or neither, and the other's cluster.bus.port must be open",
        member,
        why);
  }

  private static String explain(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof CertPathBuilderException || each instanceof CertPathValidatorException) {
        return "it shows a certificate that cluster.tls.ca does not vouch for ("
            + each.getMessage()
            + ")";
      }
    }
    return cause instanceof SSLException
        ? "it does not agree on TLS (" + cause.getMessage() + ")"
        : String.valueOf(cause.getMessage());
  }
}
