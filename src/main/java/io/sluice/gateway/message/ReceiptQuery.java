package io.sluice.gateway.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Invalidation verticle of this node for receipts; the reply is a list of {@link
 * io.sluice.gateway.invalidation.Receipt}.
 *
 * @param id one receipt, or null for several
 * @param since the oldest, when several are asked for
 * @param tag only those that name this typed tag, or null for all
 */
public record ReceiptQuery(@Nullable String id, Instant since, @Nullable String tag) {}
