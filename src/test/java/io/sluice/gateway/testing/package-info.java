/**
 * What tests of all packages share: a real Redis, and ways to await what happens on event loops.
 */
@NullMarked
package io.sluice.gateway.testing;

import org.jspecify.annotations.NullMarked;
