package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The spans of requests, and what they say: as the request log no query and no field, which may
 * hold secrets.
 */
final class RequestSpans {
  private final Tracing tracing;

  RequestSpans(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * Begins one.
   *
   * @param head null where the request was refused for what it is
   * @param beganNanos {@link System#nanoTime} at which the request came
   */
  Span open(
      HttpServerRequest request,
      @Nullable RequestHead head,
      @Nullable String rule,
      long beganNanos) {
    if (!tracing.isOn()) {
      return Span.NONE;
    }
    String method = Tracing.method(request.method().name());
    String name = method.equals(Tracing.OTHER_METHOD) ? "HTTP" : method;
    var span =
        tracing
            .request(
                rule == null ? name : name + " " + rule,
                request.headers(),
                System.nanoTime() - beganNanos)
            .set("http.request.method", method);
    if (head != null) {
      span.set("url.scheme", head.target().scheme()).set("url.path", head.target().path());
    }
    return rule == null ? span : span.set("sluice.rule", rule);
  }

  static void end(Span span, HttpServerRequest request, Result result, Tier tier) {
    if (span == Span.NONE) {
      return;
    }
    span.set("sluice.result", word(result)).set("sluice.tier", word(tier));
    if (result == Result.ABORTED) {
      span.fail("aborted");
    } else {
      int status = request.response().getStatusCode();
      span.set("http.response.status_code", status);
      if (status >= 500) {
        span.fail(Integer.toString(status));
      }
    }
    span.end();
  }

  private static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }
}
