package io.sluice.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rows of {@link RateLimit}. */
final class RateLimitRows {
  /** From an empty bucket to a full one. */
  private static final Duration LONGEST_FILL = Duration.ofDays(365);

  private final Setting<Integer> requests;
  private final Setting<Duration> period;
  private final Setting<Integer> burst;
  private final Setting<RateLimit.Key> key;
  private final Setting<String> header;

  /**
   * @param rows which they become a part of
   */
  RateLimitRows(Section rows) {
    requests =
        rows.add(
            "rate-limit.requests",
            row ->
                row.unset("no limit")
                    .as(
                        Kinds.integer(1, 1_000_000),
                        "Requests, hits included, that each client may send in a period, on each"
                            + " node; more get 429."));
    period =
        rows.add(
            "rate-limit.period",
            row -> row.byDefault("1s").as(Kinds.duration("1s", "1d"), "Span of the limit."));
    burst =
        rows.add(
            "rate-limit.burst",
            row ->
                row.unset("`rate-limit.requests`")
                    .as(
                        Kinds.integer(1, 1_000_000),
                        "Requests that may come at once after a pause."));
    key =
        rows.add(
            "rate-limit.key",
            row ->
                row.byDefault("client")
                    .as(
                        Kinds.choice(RateLimit.Key.class),
                        "What has a limit of its own: each client's address (of IPv6, each /64),"
                            + " each value of the field `rate-limit.header`, or the rule as a"
                            + " whole."));
    header =
        rows.add(
            "rate-limit.header",
            row ->
                row.unset("needed with `rate-limit.key: header`")
                    .as(
                        NetKinds.fieldName(),
                        "Request field that tells clients apart; one whose value is verified in"
                            + " front of the gateway. Requests without it count by address."));
  }

  /** Null = no limit. */
  @Nullable RateLimit read(Values values) {
    var limit = values.find(requests);
    var by = values.get(key);
    var field = values.find(header);
    if (limit == null) {
      for (var row : new Setting<?>[] {period, burst, key, header}) {
        if (values.isSet(row) && !values.isSet(requests)) {
          values.fault(row, "value: without rate-limit.requests (expected: that, too)");
        }
      }
      return null;
    }
    if ((by == RateLimit.Key.HEADER) != values.isSet(header)) {
      values.fault(
          by == RateLimit.Key.HEADER ? key : header,
          "value: "
              + (by == RateLimit.Key.HEADER ? "header" : field)
              + " (expected: rate-limit.key: header and rate-limit.header, both or neither)");
    }
    var atOnce = values.find(burst);
    if (atOnce != null
        && values.get(period).dividedBy(limit).compareTo(LONGEST_FILL.dividedBy(atOnce)) > 0) {
      values.fault(
          burst,
          "value: "
              + atOnce
              + " (expected: no more than the bucket gets within "
              + LONGEST_FILL.toDays()
              + " days)");
    }
    return new RateLimit(
        limit,
        values.get(period),
        atOnce == null ? limit : atOnce,
        by == RateLimit.Key.HEADER && field == null ? RateLimit.Key.CLIENT : by,
        by == RateLimit.Key.HEADER ? field : null);
  }
}
