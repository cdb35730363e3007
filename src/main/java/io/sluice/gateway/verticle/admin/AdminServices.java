package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.spi.UpstreamStatus;
import io.sluice.gateway.verticle.ingress.CacheMode;
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
 * @param ready whether the data port accepts requests
 * @param upstreams the pools of origins
 * @param metrics the Prometheus exposition, of the protocol's state or, without, the last known
 */
public record AdminServices(
    Supplier<AdminTerms> terms,
    ConfigControl config,
    LocalStore local,
    Validity validity,
    @Nullable Function<Vertx, SharedStoreAdmin> sharedStores,
    Counters counters,
    CacheMode mode,
    Supplier<List<String>> members,
    String incarnation,
    BooleanSupplier ready,
    Supplier<List<UpstreamStatus>> upstreams,
    Function<@Nullable ProtocolStatus, String> metrics) {}
