package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.caching.RequestTarget;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to fetch ahead of requests.
 *
 * @param targets of this gateway
 * @param sitemap null = none
 * @param concurrency requests under way at the same time
 * @param rate the most requests begun in a second
 * @param fields that each request carries
 */
public record WarmOrder(
    List<RequestTarget> targets,
    @Nullable RequestTarget sitemap,
    int concurrency,
    int rate,
    MultiMap fields) {
  /** URLs in one order. */
  public static final int MAX_URLS = 10_000;

  public static final int MAX_CONCURRENCY = 64;
  public static final int MAX_RATE = 10_000;

  /** Few enough for an origin that has nothing to spare. */
  public static final int DEFAULT_CONCURRENCY = 4;

  public static final int DEFAULT_RATE = 100;

  public WarmOrder {
    targets = List.copyOf(targets);
  }
}
