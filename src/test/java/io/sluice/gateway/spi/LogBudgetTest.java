package io.sluice.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBudgetTest {

  private final AtomicLong now = new AtomicLong();
  private final LogBudget budget = new LogBudget(2, Duration.ofSeconds(10), now::get);

  @Test
  void whatExceedsTheBudgetIsRefusedAndCounted() {
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
    assertThat(budget.take()).isFalse();

    assertThat(budget.refusedSinceLast()).isEqualTo(2);
    assertThat(budget.refusedSinceLast()).isZero();
  }

  @Test
  void theBudgetRefillsEvenlyUpToItsCapacity() {
    budget.take();
    budget.take();

    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();

    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }
}
