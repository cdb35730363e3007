package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.Span;
import java.util.Locale;

/** What the span of a look-up says of its answer. */
final class LookupSpan {
  private LookupSpan() {}

  /**
   * @param collapsed whether it waited for what another request had begun, whose trace has the
   *     fetch
   */
  static void end(Span span, LookupReply answer, boolean collapsed) {
    if (span != Span.NONE) {
      span.set("sluice.answer", answer(answer)).set("sluice.collapsed", collapsed);
      if (answer instanceof LookupReply.Failed failed) {
        span.fail(failed.failure().kind().detail());
      }
      span.end();
    }
  }

  private static String answer(LookupReply reply) {
    if (reply instanceof LookupReply.Stored stored) {
      return stored.source().name().toLowerCase(Locale.ROOT);
    }
    if (reply instanceof LookupReply.Streaming) {
      return "origin";
    }
    return reply instanceof LookupReply.Pass ? "pass" : "failed";
  }
}
