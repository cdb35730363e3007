/** Several gateways as separate processes: what they share, and what one does for all. */
@NullMarked
package io.sluice.gateway.cluster;

import org.jspecify.annotations.NullMarked;
