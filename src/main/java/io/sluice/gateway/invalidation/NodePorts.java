package io.sluice.gateway.invalidation;

import java.util.function.LongSupplier;

/** Everything outside a leased node that its parts talk to. */
record NodePorts(
    LeaseClock clock,
    Scheduler scheduler,
    InvalidationLog log,
    Peers peers,
    LongSupplier newGenerations,
    ProtocolListener listener) {}
