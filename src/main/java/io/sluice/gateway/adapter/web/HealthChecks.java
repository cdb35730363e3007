package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.Current;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every origin of the pools that have a health check whether it is well. One a node, on an
 * event loop of its choice; the others read what it finds.
 */
public final class HealthChecks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private final Vertx vertx;
  private final Current<UpstreamPools> pools;
  private final Map<OriginState, Check> checks = new HashMap<>();
  private Runnable unfollow = () -> {};
  private volatile boolean closed;

  public HealthChecks(Vertx vertx, Current<UpstreamPools> pools) {
    this.vertx = vertx;
    this.pools = pools;
  }

  public void start() {
    var context = vertx.getOrCreateContext();
    var first = pools.get();
    context.runOnContext(v -> check(first));
    unfollow = pools.follow(context, first, this::check);
  }

  /** To be called before Vert.x closes, and with it the clients. */
  @Override
  public void close() {
    closed = true;
    unfollow.run();
  }

  /** What is checked as before goes on. */
  private void check(UpstreamPools current) {
    var gone = new HashMap<>(checks);
    for (var pool : current.all()) {
      var health = pool.health();
      if (health == null) {
        continue;
      }
      for (var origin : pool.origins()) {
        if (gone.remove(origin) == null) {
          // A client each: one that hangs has to hold up its own checks only.
          var client = OriginClients.checking(vertx, pool.options(), health.timeout());
          var check = new Check(client, pool.name(), origin, health);
          checks.put(origin, check);
          check.later(0);
        }
      }
    }
    gone.forEach(
        (origin, check) -> {
          checks.remove(origin);
          check.stop();
        });
  }

  /** The checks of one origin, one after the other. */
  private final class Check {
    private final WebClient client;
    private final String pool;
    private final OriginState origin;
    private final UpstreamOptions.Health health;
    private int contradictions;
    private boolean stopped;
    private long timer;

    private Check(
        WebClient client, String pool, OriginState origin, UpstreamOptions.Health health) {
      this.client = client;
      this.pool = pool;
      this.origin = origin;
      this.health = health;
    }

    /**
     * Nodes and origins that start together are not to be in step.
     *
     * @param leastShare of the interval that has to pass
     */
    private void later(double leastShare) {
      double share = ThreadLocalRandom.current().nextDouble(leastShare, leastShare == 0 ? 1 : 1.2);
      long millis = Math.max(1, (long) (health.interval().toMillis() * share));
      timer = vertx.setTimer(millis, id -> ask());
    }

    /** An answer that is still on its way says nothing any more. */
    private void stop() {
      stopped = true;
      vertx.cancelTimer(timer);
      client.close();
    }

    private void ask() {
      if (closed || stopped) {
        return;
      }
      answer()
          .onComplete(
              status -> judge(health.statuses().contains(status), "status " + status),
              cause -> judge(false, OriginFaults.describe(cause)))
          .onComplete(
              done -> {
                if (!stopped) {
                  later(0.8);
                }
              });
    }

    private Future<Integer> answer() {
      var uri = origin.uri();
      boolean tls = Origin.isTls(uri);
      var server = SocketAddress.inetSocketAddress(Origin.port(uri), uri.getHost());
      var request =
          client
              .request(HttpMethod.GET, server, server.port(), uri.getHost(), health.path())
              .ssl(tls);
      if (health.host() != null) {
        request.virtualHost(health.host());
      }
      return request
          .followRedirects(false)
          .putHeader(HttpHeaders.USER_AGENT.toString(), "sluice-health")
          .timeout(health.timeout().toMillis())
          .as(BodyCodec.none())
          .send()
          // The client's own counts silence only: an answer that drips would never be late.
          .timeout(health.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .map(response -> response.statusCode());
    }

    private void judge(boolean good, String finding) {
      if (stopped) {
        return;
      }
      if (good == origin.isHealthy()) {
        contradictions = 0;
        return;
      }
      contradictions++;
      if (contradictions >= (good ? health.rise() : health.fall())) {
        contradictions = 0;
        origin.setHealthy(good);
        if (good) {
          LOG.info("Origin {} of upstream {} is up again", origin.url(), pool);
        } else {
          LOG.warn("Origin {} of upstream {} is down: {}", origin.url(), pool, finding);
        }
      }
    }
  }
}
