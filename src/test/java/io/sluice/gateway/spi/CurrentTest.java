package io.sluice.gateway.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a value that is replaced while somebody begins to follow it. */
@ExtendWith(VertxExtension.class)
class CurrentTest {

  @Test
  void whoHasTakenAnOldValueIsToldOfTheOneInForce(Vertx vertx) {
    var current = new Current<>("first");
    var taken = new CopyOnWriteArrayList<String>();
    var known = current.get();
    current.replace("second");
    current.follow(vertx.getOrCreateContext(), known, taken::add);
    Until.met(() -> taken.equals(List.of("second")));
    Until.met(current.replace("third")::isComplete);
    assertThat(taken).containsExactly("second", "third");
  }

  @Test
  void whoHasTheValueInForceIsToldOfLaterOnesAlone(Vertx vertx) {
    var current = new Current<>("first");
    var taken = new CopyOnWriteArrayList<String>();
    var unfollow = current.follow(vertx.getOrCreateContext(), current.get(), taken::add);
    Until.met(current.replace("second")::isComplete);
    unfollow.run();
    Until.met(current.replace("third")::isComplete);
    assertThat(taken).containsExactly("second");
  }
}
