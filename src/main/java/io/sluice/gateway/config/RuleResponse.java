package io.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/**
 * What rules look at in a response.
 *
 * @param contentType the field's value; null = absent
 * @param bodyBytes -1 = not known yet: conditions on the size then count as met, and are to be
 *     asked again once the body is complete
 */
public record RuleResponse(int status, @Nullable String contentType, long bodyBytes) {}
