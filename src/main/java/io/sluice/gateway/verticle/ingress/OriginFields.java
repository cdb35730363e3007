package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.message.RequestPolicy;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes the fields that the origin receives: end-to-end ones, without those by which a client could
 * change an answer that the key does not tell apart, with word of who asks, and as the rule wants
 * them.
 */
final class OriginFields {
  private static final String FORWARDED_FOR = "x-forwarded-for";

  /** RFC 7239 §6.2. */
  private static final String UNKNOWN = "unknown";

  private final HttpConfig config;

  OriginFields(HttpConfig config) {
    this.config = config;
  }

  /**
   * For a request whose content, if it has any, has been read.
   *
   * @param content null = it has none
   */
  MultiMap of(
      HttpServerRequest request, RequestHead head, RequestPolicy policy, @Nullable Buffer content) {
    var fields = of(request, head, policy, false);
    if (content != null && content.length() > 0) {
      fields.set("content-length", Integer.toString(content.length()));
    }
    return fields;
  }

  /**
   * For a request whose content is forwarded as it comes.
   *
   * @param withBody whether the request's content is forwarded, and so its framing and Expect; an
   *     Expect in HTTP/1.0 means nothing (RFC 9110 §10.1.1)
   */
  MultiMap of(HttpServerRequest request, RequestHead head, RequestPolicy policy, boolean withBody) {
    boolean trusted = isTrusted(request);
    var rewrites = policy.toOrigin();
    var hopByHop = HopByHop.of(head.fields());
    var fields = MultiMap.caseInsensitiveMultiMap();
    head.fields()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!hopByHop.isRemoved(lower)
                  && !isReplaced(lower)
                  && (trusted || !HopByHop.isUntrusted(lower))
                  && (withBody || !isFraming(lower) || isEmptyContent(head, lower, value))
                  && !(lower.equals("expect") && request.version() == HttpVersion.HTTP_1_0)
                  && !isDisguised(lower, rewrites)) {
                fields.add(name, value);
              }
            });
    addVia(fields, head, request);
    addForwarding(fields, clientAddress(request), head, trusted);
    rewrite(fields, rewrites);
    return fields;
  }

  private static void rewrite(MultiMap fields, FieldRewrites rewrites) {
    rewrites.forEach(
        (name, value) -> {
          if (value == null) {
            fields.remove(name);
          } else {
            fields.set(name, value);
          }
        });
  }

  /** For a request of the gateway's own, by whom it is read as one from an unknown client. */
  MultiMap ofOwn(RequestHead head, RequestPolicy policy) {
    var fields = MultiMap.caseInsensitiveMultiMap();
    head.fields().forEach(fields::add);
    fields.set("via", "1.1 sluice");
    addForwarding(fields, UNKNOWN, head, false);
    rewrite(fields, policy.toOrigin());
    return fields;
  }

  private static boolean isReplaced(String lowerName) {
    return switch (lowerName) {
      case "host",
          "via",
          FORWARDED_FOR,
          "x-forwarded-proto",
          "x-forwarded-host",
          "forwarded",
          Debugging.FIELD ->
          true;
      default -> lowerName.startsWith(":");
    };
  }

  private static boolean isFraming(String lowerName) {
    return lowerName.equals("content-length") || lowerName.equals("expect");
  }

  /** There are origins that answer 411 to a POST that does not say that its content is empty. */
  private static boolean isEmptyContent(RequestHead head, String lowerName, String value) {
    return lowerName.equals("content-length") && !head.isRead() && value.trim().equals("0");
  }

  /**
   * Whether an origin that reads fields as CGI does, where {@code _} and {@code -} are one, would
   * take this for a field that decides about the message, its answer or the variant, or that is the
   * rule's to set.
   */
  private static boolean isDisguised(String lowerName, FieldRewrites rewrites) {
    if (lowerName.indexOf('_') < 0) {
      return false;
    }
    String name = lowerName.replace('_', '-');
    return rewrites.concerns(name)
        || HopByHop.isStandard(name)
        || isReplaced(name)
        || isFraming(name)
        || HopByHop.isUntrusted(name)
        || HopByHop.isDroppedFromSharedFetch(name)
        || name.startsWith("accept-")
        || name.startsWith("content-")
        || name.equals("cache-control")
        || name.equals("user-agent");
  }

  /** RFC 9110 §7.6.3: a gateway names itself in what it forwards. */
  private static void addVia(MultiMap fields, RequestHead head, HttpServerRequest request) {
    String received =
        switch (request.version()) {
          case HTTP_1_0 -> "1.0 sluice";
          case HTTP_1_1 -> "1.1 sluice";
          case HTTP_2 -> "2.0 sluice";
          default -> "3.0 sluice";
        };
    String before = head.fields().joined("via");
    fields.add("via", before == null ? received : before + ", " + received);
  }

  /** A trusted peer's word is passed on and added to; anybody else's is replaced. */
  private void addForwarding(MultiMap fields, String client, RequestHead head, boolean trusted) {
    String scheme = head.target().scheme();
    String authority = head.target().authority();
    switch (config.forwarded()) {
      case X_FORWARDED -> {
        fields.set(FORWARDED_FOR, appended(head, trusted, FORWARDED_FOR, client));
        fields.set("x-forwarded-proto", kept(head, trusted, "x-forwarded-proto", scheme));
        fields.set("x-forwarded-host", kept(head, trusted, "x-forwarded-host", authority));
      }
      case FORWARDED -> {
        String node = client.indexOf(':') < 0 ? client : "\"[" + client + "]\"";
        String element = "for=" + node + ";proto=" + scheme + ";host=\"" + authority + '"';
        fields.set("forwarded", appended(head, trusted, "forwarded", element));
      }
      case NONE -> {}
    }
  }

  private static String appended(RequestHead head, boolean trusted, String name, String element) {
    String before = trusted ? head.fields().joined(name) : null;
    return before == null ? element : before + ", " + element;
  }

  private static String kept(RequestHead head, boolean trusted, String name, String own) {
    String before = trusted ? head.fields().get(name) : null;
    return before == null ? own : before;
  }

  private boolean isTrusted(HttpServerRequest request) {
    return !config.trustedProxies().isEmpty() && isWithin(request, config.trustedProxies());
  }

  /** Whether the peer's address lies in one of these networks. */
  static boolean isWithin(HttpServerRequest request, List<Cidr> networks) {
    var address = peer(request);
    return address != null && networks.stream().anyMatch(network -> network.contains(address));
  }

  static @Nullable InetAddress peer(HttpServerRequest request) {
    var remote = request.remoteAddress();
    String literal = remote == null ? null : remote.hostAddress();
    try {
      return literal == null ? null : InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String clientAddress(HttpServerRequest request) {
    var remote = request.remoteAddress();
    String literal = remote == null ? null : remote.hostAddress();
    return literal == null ? UNKNOWN : literal;
  }
}
