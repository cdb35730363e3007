package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.HotEntries;
import io.sluice.gateway.verticle.ingress.IngressServices;
import io.vertx.core.Vertx;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What warming up works with.
 *
 * @param hotEntries makes the way to what the nodes had in use, on the event loop that will use it;
 *     null = memory is not filled at the start
 */
public record WarmServices(
    Current<IngressServices> ingress,
    @Nullable Function<Vertx, HotEntries> hotEntries,
    MemoryFill.Limits limits) {}
