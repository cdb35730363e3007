package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.config.PurgeConfig;
import io.sluice.gateway.config.ShutdownConfig;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.FetchLimits;
import io.sluice.gateway.spi.ContentCoder;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.InterimWriter;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.LoopLag;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.spi.RequestLog;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Tunnels;
import io.sluice.gateway.verticle.EventLoops;
import java.time.Duration;
import java.util.List;

/**
 * What every ingress instance works with under one configuration; shared by all event loops.
 *
 * @param tagFields the response fields that carry tags, in lower case
 * @param codingTerms which responses may be compressed where a rule wants it
 * @param identifier how this cache names itself in Cache-Status
 * @param tokens of the admin port, some of which let their bearer see more in Cache-Status
 * @param mode the kill switch
 * @param invalidationTimeout how long a purge or an unsafe request waits for the cluster
 * @param fetchLimits of what is fetched to be stored
 */
public record IngressServices(
    HttpConfig http,
    PurgeConfig purge,
    List<String> tagFields,
    Rules rules,
    LocalStore local,
    Validity validity,
    Counters counters,
    Traffic traffic,
    RequestLog requestLog,
    Tracing tracing,
    LoopLag loopLag,
    EventLoops loops,
    InterimWriter interimWriter,
    Tunnels tunnels,
    OpenTunnels openTunnels,
    List<AccessToken> tokens,
    CacheMode mode,
    CodingTerms codingTerms,
    ContentCoder coder,
    String identifier,
    Duration invalidationTimeout,
    FetchLimits fetchLimits,
    ShutdownConfig shutdown) {}
