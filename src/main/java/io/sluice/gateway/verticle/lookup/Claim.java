package io.sluice.gateway.verticle.lookup;

/**
 * The right to fetch one key for the whole cluster, held by one flight.
 *
 * @param claimant this node and this flight
 * @param renewalTimer keeps the claim while the fetch goes on
 */
record Claim(String claimant, long renewalTimer) {}
