/**
 * The typed, validated configuration: what an operator may set, where each value came from, and
 * every fault at once.
 *
 * <p>The way in is {@link io.sluice.gateway.config.ConfigLoader}; what comes out is a {@link
 * io.sluice.gateway.config.GatewayConfig}.
 */
@NullMarked
package io.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
