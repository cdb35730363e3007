package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import java.time.Duration;
import java.util.List;

/**
 * What a purge request names.
 *
 * @param tags typed
 * @param ofTarget whether the request's own Host and target say what; else they mean nothing
 */
public record PurgeOrder(List<String> tags, Change.Mode mode, boolean ofTarget) {
  /** The same, to be waited for on the whole cluster. */
  public Invalidation toInvalidation(Duration timeout, String by) {
    return new Invalidation(tags, mode, Invalidation.Wait.CLUSTER, timeout, false, by);
  }
}
