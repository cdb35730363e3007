package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.config.PurgeConfig;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.verticle.ClientAddress;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may invalidate on the data port: {@code purge.allowed}, and bearers of a token of the admin
 * port with the scope {@code purge}, in the fields in which clients send one.
 */
final class PurgePermission {
  private static final String BEARER = "Bearer ";
  private static final List<String> PROXY_FIELDS =
      List.of("x-forwarded-for", "x-real-ip", "forwarded", "via");
  private static final List<String> TOKEN_FIELDS = List.of("fastly-key", "x-invalidate-token");

  private final PurgeConfig config;
  private final HttpConfig http;
  private final List<AccessToken> tokens;

  /**
   * @param tokens all of the admin port
   */
  PurgePermission(PurgeConfig config, HttpConfig http, List<AccessToken> tokens) {
    this.config = config;
    this.http = http;
    this.tokens = tokens.stream().filter(token -> token.permits(Scope.PURGE)).toList();
  }

  /** Who asks, for receipts and the log, or null for somebody who may not. */
  @Nullable String holder(HttpServerRequest request) {
    String token = tokens.isEmpty() ? null : token(request);
    if (token != null) {
      return token;
    }
    return isFromPermittedAddress(request)
        ? "purge from " + request.remoteAddress().hostAddress()
        : null;
  }

  /**
   * What came through a proxy has the proxy's address: it counts for nothing, unless the proxy is
   * trusted and names another, which then counts. Else a proxy on the same machine would let
   * everybody in.
   */
  private boolean isFromPermittedAddress(HttpServerRequest request) {
    var headers = request.headers();
    if (PROXY_FIELDS.stream().noneMatch(headers::contains)) {
      return OriginFields.isWithin(request, config.allowed());
    }
    var peer = OriginFields.peer(request);
    var client =
        ClientAddress.of(
            peer, new MultiMapFields(headers), http.forwarded(), http.trustedProxies());
    return client != null
        && !client.equals(peer)
        && ClientAddress.isWithin(client, config.allowed());
  }

  private @Nullable String token(HttpServerRequest request) {
    List<String> candidates = new ArrayList<>(1);
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      candidates.add(header.substring(BEARER.length()).trim());
    }
    for (String field : TOKEN_FIELDS) {
      String value = request.getHeader(field);
      if (value != null) {
        candidates.add(value);
      }
    }
    String name = null;
    // All of them, so that the time tells nothing about which one matched.
    for (String candidate : candidates) {
      for (var token : tokens) {
        name = token.secret().matches(candidate) ? token.name() : name;
      }
    }
    return name;
  }
}
