package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.Span;
import java.util.function.Consumer;

/** A look-up that has not been answered yet; answered once, whatever happens. */
final class Waiter {
  private final Lookup lookup;
  private final Consumer<LookupReply> reply;
  private final Span span;
  private Candidate candidate;
  private boolean answered;
  private boolean collapsed;

  Waiter(Lookup lookup, Candidate candidate, Consumer<LookupReply> reply) {
    this.lookup = lookup;
    this.candidate = candidate;
    this.reply = reply;
    this.span = lookup.trace().part("lookup");
  }

  Lookup lookup() {
    return lookup;
  }

  Span span() {
    return span;
  }

  /** The best stored response so far, and what is decided about it. */
  Candidate candidate() {
    return candidate;
  }

  void candidate(Candidate candidate) {
    this.candidate = candidate;
  }

  /** It has joined a fetch that another request began. */
  void markCollapsed() {
    collapsed = true;
  }

  boolean isCollapsed() {
    return collapsed;
  }

  boolean isAnswered() {
    return answered;
  }

  void answer(LookupReply answer) {
    if (!answered) {
      answered = true;
      LookupSpan.end(span, answer, collapsed);
      reply.accept(answer);
    }
  }

  /**
   * Whether only a fetch that starts from now on can answer it: the client insists on one, or the
   * node may have missed an invalidation that succeeded before the request arrived.
   */
  boolean needsLaterFetch() {
    return !lookup.trusted()
        || candidate.decision() instanceof CacheDecision.Revalidate revalidate
            && revalidate.reason() == ForwardReason.REQUEST
        || candidate.decision() instanceof CacheDecision.Fetch fetch
            && fetch.reason() == ForwardReason.REQUEST;
  }

  /** Whether it wants nothing but a stored response, and none may be used. */
  boolean isUnsatisfiable() {
    return candidate.decision() instanceof CacheDecision.Unsatisfiable;
  }

  /**
   * Answers one that may not have the origin asked.
   *
   * @return whether it was one
   */
  boolean dismissUnlessItMayFetch() {
    if (isUnsatisfiable()) {
      answer(
          new LookupReply.Failed(
              new GatewayFailure(
                  GatewayFailure.Kind.ONLY_IF_CACHED, "nothing that may be used is stored"),
              reason()));
    } else if (lookup.kind() == Lookup.Kind.STORE_ONLY) {
      answer(new LookupReply.Pass(reason(), null));
    } else {
      return false;
    }
    return true;
  }

  /** Why the origin is asked for it. */
  ForwardReason reason() {
    return candidate.reason();
  }
}
