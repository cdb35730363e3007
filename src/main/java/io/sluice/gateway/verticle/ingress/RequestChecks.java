package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.MultiMapFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the HTTP server lets through although two parties could read it differently (RFC
 * 9112 §6.1, §3.2): that is how requests are smuggled.
 */
final class RequestChecks {
  private static final CharSequence HOST = HttpHeaders.HOST;

  private RequestChecks() {}

  /** What is wrong with the framing, or null. */
  static @Nullable GatewayFailure framing(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (headers.contains("")) {
      return bad("a field name is empty");
    }
    if (request.version() == HttpVersion.HTTP_2 && hasControlCharacter(headers)) {
      return bad("a field value contains a control character");
    }
    if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      return null;
    }
    if (request.version() == HttpVersion.HTTP_1_0) {
      return bad("HTTP/1.0 has no transfer codings");
    }
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    if (codings.size() != 1) {
      return bad("more than one Transfer-Encoding");
    }
    return codings.get(0).trim().equalsIgnoreCase("chunked")
        ? null
        : new GatewayFailure(
            Kind.NOT_IMPLEMENTED, "the only transfer coding that is understood is chunked");
  }

  /**
   * RFC 9113 §8.2.1. The HTTP/2 decoder judges names, not values; in HTTP/1.1, which the origin may
   * speak, such a value would be several fields or requests, or could not be sent at all.
   */
  private static boolean hasControlCharacter(MultiMap headers) {
    for (var field : headers) {
      String value = field.getValue();
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether the request expects something that the origin may take for 100-continue, or for
   * nothing: then it and we would not agree on when the content comes (RFC 9110 §10.1.1). Of an
   * HTTP/1.0 client it means nothing.
   */
  static boolean expectsTheUnknown(HttpServerRequest request) {
    var headers = request.headers();
    if (request.version() == HttpVersion.HTTP_1_0 || !headers.contains(HttpHeaders.EXPECT)) {
      return false;
    }
    var lines = headers.getAll(HttpHeaders.EXPECT);
    return lines.size() > 1 || !lines.get(0).equalsIgnoreCase("100-continue");
  }

  /**
   * Takes away what Connection names: the origin does not get it (RFC 9110 §7.6.1), so that no key
   * or variant must depend on it.
   *
   * @return whether Connection has the option {@code upgrade}
   */
  static boolean dropFieldsNamedInConnection(HttpServerRequest request) {
    var headers = request.headers();
    if (!headers.contains(HttpHeaders.CONNECTION)) {
      return false;
    }
    List<String> lines = headers.getAll(HttpHeaders.CONNECTION);
    if (lines.size() == 1 && lines.get(0).equalsIgnoreCase("keep-alive")) {
      return false;
    }
    boolean upgrade = headers.contains(HttpHeaders.UPGRADE);
    HopByHop.of(new MultiMapFields(headers)).named().forEach(headers::remove);
    return upgrade
        && Arrays.stream(String.join(",", lines).split(","))
            .anyMatch(option -> option.trim().equalsIgnoreCase("upgrade"));
  }

  /**
   * The one Host of a request, or null when there is none. In HTTP/2 {@code :authority} takes its
   * place.
   *
   * @throws GatewayFailure when there are several, or a Host that contradicts {@code :authority}
   */
  static @Nullable String host(HttpServerRequest request) {
    MultiMap headers = request.headers();
    // Of several lines HTTP/2 makes a list by a detour, which most requests can be spared.
    List<String> hosts = headers.contains(HOST) ? headers.getAll(HOST) : List.of();
    if (hosts.size() > 1) {
      throw bad("more than one Host");
    }
    String host = hosts.isEmpty() ? null : hosts.get(0);
    if (request.version() == HttpVersion.HTTP_2) {
      var authority = request.authority(true);
      if (authority != null) {
        return authority.toString();
      }
    }
    return host;
  }

  /**
   * Whether the request has content, be it empty.
   *
   * <p>In HTTP/2 the handler runs before the end of the stream is known, and content needs no
   * Content-Length. What a GET or HEAD may carry without one has no meaning (RFC 9110 §9.3.1): it
   * is taken as absent, and not forwarded.
   */
  static boolean hasBody(HttpServerRequest request) {
    MultiMap headers = request.headers();
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return !length.trim().equals("0");
    }
    if (request.version() == HttpVersion.HTTP_2) {
      return !request.isEnded()
          && !request.method().equals(HttpMethod.GET)
          && !request.method().equals(HttpMethod.HEAD);
    }
    return headers.contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** Whether some of the request's content has not arrived yet. */
  static boolean isBodyPending(HttpServerRequest request) {
    return hasBody(request) && !request.isEnded();
  }

  /** Whether the request says itself that its content is longer than this. */
  static boolean declaresMoreThan(HttpServerRequest request, long bytes) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    return length != null && declaresMoreThan(length, bytes);
  }

  /** Whether a Content-Length is more than this; one that is no number is. */
  static boolean declaresMoreThan(String contentLength, long bytes) {
    try {
      return Long.parseLong(contentLength.trim()) > bytes;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  static GatewayFailure stalled() {
    return new GatewayFailure(Kind.REQUEST_TIMEOUT, "the request body all but stopped");
  }

  static GatewayFailure bad(String explanation) {
    return new GatewayFailure(Kind.BAD_REQUEST, explanation);
  }
}
