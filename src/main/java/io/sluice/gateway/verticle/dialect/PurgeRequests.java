package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.invalidation.Change;
import java.util.List;

/** Chooses the reader of a purge request. */
public final class PurgeRequests {
  public static final String SOFT = "fastly-soft-purge";

  private static final List<String> KEYS = List.of(NamedTags.HARD_KEYS, NamedTags.SOFT_KEYS);
  private static final List<String> TAGS = List.of("x-cache-tags");

  private final NamedTags named;

  /**
   * @param tagFields the response fields that carry tags, in lower case
   */
  public PurgeRequests(List<String> tagFields) {
    this.named = new NamedTags(tagFields);
  }

  /** Whether the method is one by which caches are told to forget; none of them is forwarded. */
  public static boolean isMethod(String method) {
    return switch (method) {
      case "PURGE", "BAN", "PURGEKEYS", "PURGETAGS" -> true;
      default -> false;
    };
  }

  /**
   * @param request of one of these methods
   * @throws IllegalArgumentException with a sentence that names the fault and what is understood
   */
  public PurgeOrder read(RequestHead request) {
    try {
      return switch (request.method()) {
        case "PURGE" -> PurgeMethod.read(request, named.field(request.fields()));
        case "BAN" -> BanMethod.read(request, named.field(request.fields()));
        case "PURGEKEYS" -> list(request, KEYS);
        case "PURGETAGS" -> list(request, TAGS);
        default -> throw new IllegalArgumentException("method: not one that purges");
      };
    } catch (InvalidTargetException invalid) {
      throw new IllegalArgumentException(invalid.detail(), invalid);
    }
  }

  private static PurgeOrder list(RequestHead request, List<String> names)
      throws InvalidTargetException {
    var field = NamedTags.only(request.fields(), names);
    if (field == null) {
      throw new IllegalArgumentException(
          request.method() + ": names no tags (expected: " + String.join(" or ", names) + ")");
    }
    return byTags(NamedTags.list(request.fields(), field), request.fields());
  }

  static PurgeOrder byTags(List<String> tags, Fields fields) {
    return new PurgeOrder(tags, mode(fields), false);
  }

  /** Soft where one of two fields says so. */
  static Change.Mode mode(Fields fields) {
    return isSoft(fields.all(SOFT)) || fields.contains(NamedTags.SOFT_KEYS)
        ? Change.Mode.SOFT
        : Change.Mode.HARD;
  }

  /**
   * What Fastly's field says.
   *
   * @param values of {@link #SOFT}
   */
  public static boolean isSoft(List<String> values) {
    if (!values.isEmpty() && !values.equals(List.of("1"))) {
      throw new IllegalArgumentException("Fastly-Soft-Purge: not 1 (expected: 1, once)");
    }
    return !values.isEmpty();
  }
}
