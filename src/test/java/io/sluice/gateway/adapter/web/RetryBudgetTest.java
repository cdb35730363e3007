package io.sluice.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  private static int spendAll(RetryBudget budget, long nowNanos) {
    int spent = 0;
    while (budget.spend(nowNanos)) {
      spent++;
    }
    return spent;
  }

  @Test
  void isAShareOfTheRequestsOnceWhatWasSavedIsGone() {
    var budget = new RetryBudget(20, 0);
    assertThat(spendAll(budget, 0)).isEqualTo(30);
    for (int i = 0; i < 100; i++) {
      budget.request();
    }
    assertThat(spendAll(budget, 0)).isEqualTo(20);
  }

  @Test
  void aQuietPoolHasThreeASecond() {
    var budget = new RetryBudget(20, 0);
    spendAll(budget, 0);
    assertThat(spendAll(budget, SECOND)).isEqualTo(3);
    assertThat(spendAll(budget, 3 * SECOND)).isEqualTo(6);
  }

  @Test
  void paysInFractionsHoweverOftenItIsAsked() {
    var budget = new RetryBudget(0, 0);
    spendAll(budget, 0);
    int spent = 0;
    for (long now = 0; now <= 10 * SECOND; now += SECOND / 1000) {
      spent += spendAll(budget, now);
    }
    assertThat(spent).isBetween(27, 30);
  }

  @Test
  void savesUpNoMoreThanTenSecondsWorth() {
    var budget = new RetryBudget(100, 0);
    for (int i = 0; i < 1000; i++) {
      budget.request();
    }
    assertThat(spendAll(budget, 1000 * SECOND)).isBetween(30, 31);
  }
}
