package io.sluice.gateway.verticle.event;

import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventCounts;
import io.vertx.core.Vertx;
import java.util.function.Function;

/**
 * What whoever takes events needs.
 *
 * @param deadLetters makes the way to them, on the event loop that will use it
 */
public record EventServices(
    EventMapper mapper, EventCounts counts, Function<Vertx, DeadLetters> deadLetters) {}
