/**
 * What tests of all packages share: a real Redis, a whole gateway with a scripted origin and a
 * client that writes raw bytes, and ways to await what happens on event loops.
 */
@NullMarked
package io.sluice.gateway.testing;

import org.jspecify.annotations.NullMarked;
