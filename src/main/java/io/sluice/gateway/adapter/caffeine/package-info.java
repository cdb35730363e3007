/** L1 on Caffeine. */
@NullMarked
package io.sluice.gateway.adapter.caffeine;

import org.jspecify.annotations.NullMarked;
