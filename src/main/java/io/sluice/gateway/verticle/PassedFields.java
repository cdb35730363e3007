package io.sluice.gateway.verticle;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.caching.HttpDate;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.message.RequestPolicy;
import java.util.Locale;

/** The fields of a response that is passed on without being stored. */
public final class PassedFields {
  private PassedFields() {}

  /**
   * All end-to-end fields but tags that are withheld, with a Date where the origin sent none (RFC
   * 9110 §6.6.1), and with the changes of the rule that the response falls under.
   */
  public static StoredFields of(ResponseHead head, RequestPolicy policy) {
    var fields = head.fields();
    var hopByHop = HopByHop.of(fields);
    var tagFields = policy.forRequest().tagFields();
    var passed = StoredFields.builder();
    fields.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!hopByHop.isRemoved(lower) && !tagFields.isWithheld(lower)) {
            passed.add(lower, value);
          }
        });
    if (!fields.contains("date")) {
      passed.add("date", HttpDate.format(head.responseTimeMillis()));
    }
    return policy
        .forResponse(head.status(), fields, head.contentLength(), null)
        .rewrites()
        .apply(passed.build());
  }
}
