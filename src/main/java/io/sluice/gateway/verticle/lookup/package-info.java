/**
 * Behind a miss in memory: one key's requests meet on one event loop, look into the shared store
 * together and share one fetch.
 */
@NullMarked
package io.sluice.gateway.verticle.lookup;

import org.jspecify.annotations.NullMarked;
