package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever tries tokens is soon not heard any more; whoever has one is. */
class TokenGuessingTest {
  @RegisterExtension
  final GatewayUnderTest gateway = GatewayUnderTest.with("admin.token", "secret");

  private RawResponse stats(String token) {
    return gateway.admin("GET", "/cache/stats", "", "Authorization", "Bearer " + token);
  }

  @Test
  void afterTenWrongTokensTheOthersAreNotHeardAndTheRightOneIs() {
    var answers = new ArrayList<RawResponse>();
    for (int i = 0; i < 40; i++) {
      answers.add(stats("guess" + i));
    }
    assertThat(answers.subList(0, 10)).allMatch(answer -> answer.status() == 401);
    var limited = answers.stream().filter(answer -> answer.status() == 429).toList();
    assertThat(limited).isNotEmpty();
    assertThat(limited.get(0).field("retry-after")).matches("[1-6]");
    assertThat(limited.get(0).field("connection")).isEqualTo("close");

    assertThat(stats("secret").status()).isEqualTo(200);
    assertThat(gateway.admin("GET", "/cache/stats", "").status()).as("no guess").isEqualTo(401);
    assertThat(count("too-many")).isEqualTo(limited.size());
    assertThat(count("unknown-token")).isEqualTo(40 - limited.size());
    assertThat(count("no-token")).isEqualTo(1);
  }

  @Test
  void theRightTokenTakesNothingFromTheWrongOnes() {
    for (int i = 0; i < 20; i++) {
      assertThat(stats("secret").status()).isEqualTo(200);
    }
    assertThat(stats("guess").status()).isEqualTo(401);
  }

  private double count(String reason) {
    var name = "sluice_admin_refused_total{reason=\"" + reason + "\"}";
    return gateway
        .admin("GET", "/metrics", "", "Authorization", "Bearer secret")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
