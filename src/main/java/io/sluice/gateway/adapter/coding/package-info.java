/** Content codings: gzip by the JDK, br by Brotli4j's native encoder where it loads. */
@NullMarked
package io.sluice.gateway.adapter.coding;

import org.jspecify.annotations.NullMarked;
