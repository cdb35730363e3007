/**
 * The way to the origins, on Vert.x' HTTP client with a circuit breaker an origin.
 *
 * <p>Responses stream: the data path uses the {@code HttpClient} beneath Web Client, which either
 * buffers a body or pipes it before the head can be seen.
 */
@NullMarked
package io.sluice.gateway.adapter.web;

import org.jspecify.annotations.NullMarked;
