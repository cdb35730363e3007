package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What one configuration says about the admin port; a request keeps to what it met first.
 *
 * @param invalidationTimeout of invalidations that name none
 * @param pricePerMillionOriginRequests 0 = nobody has said
 */
public record AdminTerms(
    AdminConfig config, Duration invalidationTimeout, double pricePerMillionOriginRequests) {
  private static final String KEY = AdminTerms.class.getName();

  void applyTo(RoutingContext context) {
    context.put(KEY, this);
  }

  static AdminTerms of(RoutingContext context) {
    AdminTerms terms = context.get(KEY);
    return terms;
  }
}
