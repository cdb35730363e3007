package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.UnsafeInvalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.spi.LogBudget;
import io.sluice.gateway.verticle.InvalidationClient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invalidates what writes have changed, on every node. One for each event loop. */
final class WriteInvalidation {
  private static final Logger LOG = LoggerFactory.getLogger(WriteInvalidation.class);

  private final LogBudget budget = new LogBudget(3, Duration.ofMinutes(1), System::nanoTime);
  private final InvalidationClient client;
  private final Duration timeout;

  /**
   * @param timeout how long a write's answer waits for the cluster
   */
  WriteInvalidation(InvalidationClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * Invalidates for as long as it takes; the receipt is that of the time allowed.
   *
   * @param response null when none came: the write may have happened all the same
   * @param ofRule what the rule adds
   * @return empty when nothing was to be invalidated; fails when it is not known how far it got
   */
  Future<Optional<Receipt>> submit(
      IngressRequest write, @Nullable ResponseHead response, RuleTags ofRule) {
    var tags = new ArrayList<>(UnsafeInvalidation.tags(write.head(), response));
    if (!write.isUnsafe() || tags.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (ofRule.refusal() != null) {
      warn(write, ofRule.refusal());
    }
    ofRule.tags().forEach(tag -> tags.add(Tags.plain(tag)));
    return client
        .submit(tags, timeout, true, "write", write.transaction().span())
        .map(Optional::of);
  }

  private void warn(IngressRequest write, String why) {
    if (budget.take()) {
      long untold = budget.refusedSinceLast();
      LOG.warn(
          "Rule {}: the response to {} {} does not tell what to invalidate: {}{}",
          write.policy().rule(),
          write.head().method(),
          write.head().target().path(),
          why,
          untold == 0 ? "" : " (and " + untold + " before it that were not logged)");
    }
  }
}
