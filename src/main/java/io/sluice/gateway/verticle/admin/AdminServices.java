package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.spi.AccessCounts;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Exposition;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.RateLimiter;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.UpstreamStatus;
import io.sluice.gateway.verticle.event.EventServices;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.warming.WarmServices;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the admin port shows and steers.
 *
 * @param terms those of the current configuration
 * @param config shows and reloads the configuration
 * @param sharedStores makes the way to the shared store, on the event loop that will use it; null
 *     when it is disabled by configuration
 * @param members the incarnations that the cluster knows
 * @param incarnation this node, this boot
 * @param events what takes events of other systems
 * @param ready whether the data port accepts requests
 * @param upstreams the pools of origins
 * @param warming what fetches ahead of requests works with
 * @param cacheEvents tells what becomes of entries here
 * @param failures grants each client address so many unknown tokens
 * @param refusals what is shown of callers that were refused
 * @param traffic the requests of this node
 * @param bus what is counted of messages to other nodes
 */
public record AdminServices(
    Supplier<AdminTerms> terms,
    ConfigControl config,
    LocalStore local,
    FileStore files,
    Validity validity,
    @Nullable Function<Vertx, SharedStoreAdmin> sharedStores,
    Counters counters,
    CacheMode mode,
    Supplier<List<String>> members,
    String incarnation,
    EventServices events,
    BooleanSupplier ready,
    Supplier<List<UpstreamStatus>> upstreams,
    Exposition metrics,
    WarmServices warming,
    CacheEvents cacheEvents,
    RateLimiter failures,
    AccessCounts refusals,
    Traffic traffic,
    BusCounts bus) {}
