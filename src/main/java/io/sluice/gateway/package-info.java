/** Sluice, an HTTP caching gateway. */
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;
