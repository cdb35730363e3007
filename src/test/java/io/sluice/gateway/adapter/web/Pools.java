package io.sluice.gateway.adapter.web;

import io.sluice.gateway.adapter.web.UpstreamOptions.Balance;
import io.sluice.gateway.adapter.web.UpstreamOptions.Server;
import io.sluice.gateway.adapter.web.UpstreamOptions.Tls;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

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
    var second = Duration.ofSeconds(1);
    var pool =
        new UpstreamOptions.Pool(
            servers,
            Balance.ROUND_ROBIN,
            true,
            false,
            null,
            new Tls(null, null, null),
            second,
            second,
            second,
            second,
            second,
            1,
            0,
            0,
            0,
            20,
            2,
            second,
            breakerReset);
    return new UpstreamPools(new UpstreamOptions(Map.of("default", pool))).all().iterator().next();
  }

  static UpstreamRequest request(String target) {
    return new UpstreamRequest(
        "default",
        HttpMethod.GET,
        target,
        "shop.test",
        MultiMap.caseInsensitiveMultiMap(),
        null,
        (status, fields) -> {},
        new Cancellation());
  }

  static String name(Origin origin) {
    return origin.toString().substring("http://".length(), "http://".length() + 1);
  }
}
