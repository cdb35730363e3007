package io.sluice.gateway.verticle.event;

import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventCounts;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What whoever takes events needs.
 *
 * @param mapper asked once for what comes together
 * @param deadLetters makes the way to them, on the event loop that will use it
 */
public record EventServices(
    Supplier<EventMapper> mapper, EventCounts counts, Function<Vertx, DeadLetters> deadLetters) {}
