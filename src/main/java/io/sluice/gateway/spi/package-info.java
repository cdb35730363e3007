/** The ports: what the gateway needs of a local store, a shared store, an origin and a log. */
@NullMarked
package io.sluice.gateway.spi;

import org.jspecify.annotations.NullMarked;
