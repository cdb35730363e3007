package io.sluice.gateway.message;

import java.util.List;

/**
 * Asks the tag index to give back the memory of entries that an invalidation has made useless.
 *
 * @param tags typed
 * @param generation of the invalidation
 * @param sequence of its first tag: entries fetched before it are dead
 */
public record Reclaim(List<String> tags, long generation, long sequence) {}
