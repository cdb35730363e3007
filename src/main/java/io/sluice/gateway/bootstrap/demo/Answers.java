package io.sluice.gateway.bootstrap.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The three shapes of answer that the demo origin gives: cacheable, uncached, problem. */
final class Answers {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad request",
          404, "Not found",
          405, "Method not allowed",
          413, "Content too large",
          500, "Internal error");

  private Answers() {}

  /** Fresh for five minutes, with a strong validator; 304 when the client has it (RFC 9110 §13). */
  static void cacheable(RoutingContext ctx, JsonObject content, String tags) {
    String body = content.encode();
    String etag = etagOf(body);
    HttpServerResponse response =
        dated(ctx)
            .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
            .putHeader(HttpHeaders.ETAG, etag)
            .putHeader("Cache-Tag", tags);
    if (matches(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      end(ctx, body);
    }
  }

  static void uncached(RoutingContext ctx, JsonObject content) {
    dated(ctx)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    end(ctx, content.encode());
  }

  /** Makes every failure of the router an RFC 9457 problem. */
  static void problems(Router router) {
    for (int status : TITLES.keySet()) {
      router.errorHandler(status, ctx -> problem(ctx, status));
    }
  }

  private static void problem(RoutingContext ctx, int status) {
    var content = new JsonObject().put("title", TITLES.get(status)).put("status", status);
    if (ctx.failure() instanceof PriceChange.Invalid invalid) {
      content.put("detail", invalid.getMessage());
    }
    if (status == 405) {
      boolean product = ctx.request().path().startsWith("/products/");
      ctx.response().putHeader(HttpHeaders.ALLOW, product ? "GET, HEAD, PUT, PATCH" : "GET, HEAD");
    }
    dated(ctx)
        .setStatusCode(status)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    end(ctx, content.encode());
  }

  /** The server would send the body to HEAD too if it were given one. */
  private static void end(RoutingContext ctx, String body) {
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      int length = body.getBytes(UTF_8).length;
      ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length)).end();
    } else {
      ctx.response().end(body);
    }
  }

  private static HttpServerResponse dated(RoutingContext ctx) {
    return ctx.response()
        .putHeader(HttpHeaders.DATE, IMF_FIXDATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
  }

  /** Weak comparison of a list; none of our tags contains a comma. */
  private static boolean matches(@Nullable String ifNoneMatch, String etag) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String candidate : ifNoneMatch.split(",", -1)) {
      String tag = candidate.strip();
      if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
        return true;
      }
    }
    return false;
  }

  private static String etagOf(String body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
