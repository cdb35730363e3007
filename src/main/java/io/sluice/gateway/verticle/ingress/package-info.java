/**
 * A request's way in and its answer's way out: checked, keyed, answered from memory on the event
 * loop it came in on, or else handed on and streamed back.
 */
@NullMarked
package io.sluice.gateway.verticle.ingress;

import org.jspecify.annotations.NullMarked;
