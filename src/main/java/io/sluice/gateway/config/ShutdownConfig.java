package io.sluice.gateway.config;

import java.time.Duration;

/**
 * How a node ends after SIGTERM.
 *
 * @param delay how long it still accepts connections, while it says that it is not ready
 * @param grace how long requests may go on after that
 */
public record ShutdownConfig(Duration delay, Duration grace) {}
