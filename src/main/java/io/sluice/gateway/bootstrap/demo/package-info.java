/**
 * What the {@code demo} command starts beside the gateway: a small product catalogue as the origin,
 * and a Redis that lives as long as the process. Nothing here is meant for production.
 */
@NullMarked
package io.sluice.gateway.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
