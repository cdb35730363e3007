package io.sluice.gateway.message;

import org.jspecify.annotations.Nullable;

/**
 * Asks the tag index who carries a tag.
 *
 * @param tag typed
 * @param cursor null to begin, else what the last page gave
 * @param limit 1 to 1,000
 */
public record TagQuery(String tag, @Nullable String cursor, int limit) {}
