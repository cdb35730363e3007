/**
 * What the {@code verify-consistency} command does: an origin whose pages carry versions, readers
 * and writers that use a running cluster through its ports alone, and the judgement of every
 * answer. It knows nothing of how the gateways keep their promise.
 */
@NullMarked
package io.sluice.gateway.bootstrap.consistency;

import org.jspecify.annotations.NullMarked;
