package io.sluice.gateway.adapter.web;

import io.sluice.gateway.adapter.web.UpstreamOptions.Balance;
import io.sluice.gateway.adapter.web.UpstreamOptions.Health;
import io.sluice.gateway.adapter.web.UpstreamOptions.Server;
import io.sluice.gateway.adapter.web.UpstreamOptions.Tls;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pools of origins a, b, c, ..., which nobody sends to. */
final class Pools {
  private Pools() {}

  /** In turn; two faults open a circuit for a minute. */
  static UpstreamPools.Pool of(int... weights) {
    return of(Duration.ofMinutes(1), weights);
  }

  static UpstreamPools.Pool of(Duration breakerReset, int... weights) {
    var servers =
        IntStream.range(0, weights.length)
            .mapToObj(i -> new Server(URI.create("http://" + (char) ('a' + i) + ":80"), weights[i]))
            .toList();
    var pool = options(servers, null, 0, breakerReset);
    return new UpstreamPools(new UpstreamOptions(Map.of("default", pool))).all().iterator().next();
  }

  /** Origins of equal weights, which are asked for their health now and then. */
  static UpstreamOptions.Pool options(int retries, String... origins) {
    var second = Duration.ofSeconds(1);
    return options(
        Arrays.stream(origins).map(origin -> new Server(URI.create(origin), 1)).toList(),
        new Health("/health", null, Duration.ofHours(1), second, Set.of(200), 1, 1),
        retries,
        Duration.ofMinutes(1));
  }

  private static UpstreamOptions.Pool options(
      List<Server> servers, @Nullable Health health, int retries, Duration breakerReset) {
    var second = Duration.ofSeconds(1);
    return new UpstreamOptions.Pool(
        servers,
        Balance.ROUND_ROBIN,
        true,
        false,
        health,
        new Tls(null, null, null, ""),
        second,
        second,
        second,
        second,
        second,
        1,
        0,
        0,
        retries,
        20,
        2,
        second,
        breakerReset);
  }

  static UpstreamRequest request(String target) {
    return new UpstreamRequest(
        null,
        HttpMethod.GET,
        target,
        "shop.test",
        MultiMap.caseInsensitiveMultiMap(),
        null,
        (status, fields) -> {},
        new Cancellation(),
        Span.NONE);
  }

  static String name(Origin origin) {
    return origin.toString().substring("http://".length(), "http://".length() + 1);
  }
}
