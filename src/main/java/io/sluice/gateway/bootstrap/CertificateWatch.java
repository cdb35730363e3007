package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.metrics.PrometheusMetrics;
import io.sluice.gateway.verticle.port.Certificates;
import io.vertx.core.Vertx;

/** Looks for renewed certificates of a port, and shows when those in use expire. */
final class CertificateWatch {
  private CertificateWatch() {}

  static void start(Vertx vertx, PrometheusMetrics metrics, Certificates pairs) {
    for (int i = 0; i < pairs.certificates().size(); i++) {
      int index = i;
      metrics.certificate(
          pairs.certificates().get(i).files().certificate().toString(),
          () -> pairs.certificates().get(index).notAfter());
    }
    vertx.setPeriodic(
        0,
        Certificates.POLL.toMillis(),
        id ->
            vertx.executeBlocking(
                () -> {
                  pairs.poll();
                  return null;
                }));
  }
}
