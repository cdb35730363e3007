package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** RFC 9211. */
class CacheStatusTest {

  @Test
  void composesAHit() {
    assertThat(CacheStatus.hit(null, "sluice", 60)).isEqualTo("sluice; hit; ttl=60");
    assertThat(CacheStatus.hit("inner; hit", "sluice", -3))
        .isEqualTo("inner; hit, sluice; hit; ttl=-3");
    assertThat(CacheStatus.begin(null, "sluice").hit().ttl(60)).hasToString("sluice; hit; ttl=60");
  }

  @Test
  void composesAForward() {
    var status =
        CacheStatus.begin("inner; fwd=miss", CacheStatus.identifier("sluice", "n\"1"))
            .forwarded(ForwardReason.STALE)
            .forwardStatus(304)
            .stored()
            .collapsed()
            .ttl(9)
            .detail("no-store");
    assertThat(status)
        .hasToString(
            "inner; fwd=miss, sluice; node=\"n\\\"1\"; fwd=stale; fwd-status=304; stored; collapsed;"
                + " ttl=9; detail=no-store");
  }

  @Test
  void tellsThoseWhoDebugWhatWasDecidedBy() {
    var key = CacheKey.of("GET", Exchanges.target("http://h/a"));
    assertThat(CacheStatus.explained("sluice; hit; ttl=1", key, "shop", null))
        .isEqualTo("sluice; hit; ttl=1; key=\"GET http://h/a\"; sluice-rule=\"shop\"");
    assertThat(CacheStatus.explained("sluice; fwd=bypass", null, null, null))
        .isEqualTo("sluice; fwd=bypass");
  }

  @Test
  void quotesDetailsThatAreNoTokens() {
    assertThat(CacheStatus.begin(null, "sluice").detail("tags: 1001 (limit: 1000)"))
        .hasToString("sluice; detail=\"tags: 1001 (limit: 1000)\"");
    assertThat(CacheStatus.begin(null, "sluice").detail("1a")).hasToString("sluice; detail=\"1a\"");
  }

  @Property
  void isAlwaysAStructuredField(@ForAll String detail, @ForAll String node) {
    var status =
        CacheStatus.begin(null, CacheStatus.identifier("sluice", node))
            .forwarded(ForwardReason.URI_MISS)
            .detail(detail);
    var members = Objects.requireNonNull(StructuredFields.list(List.of(status.toString())));
    assertThat(members).containsExactly(new StructuredFields.Token("sluice"));
  }
}
