/**
 * The verticles: thin shells that obey the decisions of {@code caching} and {@code invalidation}
 * and talk over the event bus. {@code ls verticles/} shows how each is deployed.
 */
@NullMarked
package io.sluice.gateway.verticle;

import org.jspecify.annotations.NullMarked;
