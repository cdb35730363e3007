package io.sluice.gateway.caching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plain tags that a rule derived from a request and its response.
 *
 * @param tags those that are known
 * @param awaitsBody whether there are others, to be read from the body once it is complete
 * @param refusal why others are not known and never will be, or null; a short text for Cache-Status
 */
public record RuleTags(List<String> tags, boolean awaitsBody, @Nullable String refusal) {
  /** No rule, or one without tags. */
  public static final RuleTags NONE = of(List.of());

  public RuleTags {
    tags = List.copyOf(tags);
  }

  /** All there are. */
  public static RuleTags of(List<String> tags) {
    return new RuleTags(tags, false, null);
  }

  /** These, and others that the body will tell. */
  public static RuleTags awaitingBody(List<String> known) {
    return new RuleTags(known, true, null);
  }

  /** These, while others cannot be had. */
  public static RuleTags refused(List<String> known, String why) {
    return new RuleTags(known, false, why);
  }
}
