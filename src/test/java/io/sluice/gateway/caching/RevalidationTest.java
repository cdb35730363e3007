package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CachePolicy.Consistency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is stored and perhaps invalidated, nobody knows. */
class RevalidationTest {
  private static StoredResponse unconfirmed(String... fields) {
    return Revalidation.unconfirmed(stored(fields)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Consistency.class)
  void itIsValidatedBeforeEachUseAndStandsInForNothing(Consistency consistency) {
    var response = unconfirmed("etag", "\"a\"", "cache-control", "max-age=60, stale-if-error=60");
    var policy = CachePolicy.DEFAULT.toBuilder().consistency(consistency).build();

    var decision = CacheDecision.decide(get(), response, true, Validity.VALID, policy, at(1));

    assertThat(decision)
        .isInstanceOfSatisfying(
            CacheDecision.Revalidate.class,
            revalidate ->
                assertThat(revalidate.staleOnErrorUntilMillis()).isEqualTo(CacheDecision.NEVER));
  }

  @Test
  void whatIsSentToClientsStaysAsItWas() {
    var response = stored("etag", "\"a\"", "cache-control", "max-age=60");

    assertThat(Revalidation.unconfirmed(response).orElseThrow().fields())
        .isEqualTo(response.fields());
  }

  @Test
  void aStrongValidatorIsNeeded() {
    assertThat(Revalidation.unconfirmed(stored("cache-control", "max-age=60"))).isEmpty();
    assertThat(
            Revalidation.unconfirmed(
                stored("cache-control", "max-age=60", "date", date(0), "last-modified", date(0))))
        .isEmpty();
    assertThat(
            Revalidation.unconfirmed(
                stored("cache-control", "max-age=60", "date", date(0), "last-modified", date(-90))))
        .isPresent();
  }
}
