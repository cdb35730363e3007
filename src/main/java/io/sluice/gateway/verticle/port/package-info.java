/**
 * The data port below HTTP: TLS, who may connect, and how slowly. What Vert.x' API does not offer
 * is done in the channel's pipeline, here and nowhere else in the verticles.
 */
@NullMarked
package io.sluice.gateway.verticle.port;

import org.jspecify.annotations.NullMarked;
