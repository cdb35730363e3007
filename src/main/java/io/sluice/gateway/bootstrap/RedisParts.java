package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.redis.RedisCommands;
import io.sluice.gateway.adapter.redis.RedisDeadLetters;
import io.sluice.gateway.adapter.redis.RedisEndpoint;
import io.sluice.gateway.adapter.redis.RedisEventStream;
import io.sluice.gateway.adapter.redis.RedisHotEntries;
import io.sluice.gateway.adapter.redis.RedisInvalidationLog;
import io.sluice.gateway.adapter.redis.RedisLink;
import io.sluice.gateway.adapter.redis.RedisLogin;
import io.sluice.gateway.adapter.redis.RedisSettings;
import io.sluice.gateway.adapter.redis.RedisSharedStore;
import io.sluice.gateway.adapter.redis.RedisStoreAdmin;
import io.sluice.gateway.adapter.redis.RedisSubscription;
import io.sluice.gateway.adapter.redis.RedisTagIndex;
import io.sluice.gateway.adapter.redis.RedisTls;
import io.sluice.gateway.adapter.redis.RedisValues;
import io.sluice.gateway.adapter.redis.TagSets;
import io.sluice.gateway.config.EventsConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RedisConfig;
import io.sluice.gateway.config.Secret;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.spi.DeadLetters;
import io.sluice.gateway.spi.EventStream;
import io.sluice.gateway.spi.HotEntries;
import io.sluice.gateway.spi.SharedStore;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.spi.StoreCommands;
import io.sluice.gateway.spi.TagIndex;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes what stands on Redis; each part has connections of its own, opened on its own event loop.
 */
final class RedisParts {
  private final GatewayConfig config;
  private final RedisEndpoint endpoint;

  /**
   * @param url where Redis is, in place of the configured address when it was started here
   */
  RedisParts(GatewayConfig config, String url) {
    this.config = config;
    this.endpoint = new RedisEndpoint(settings(config.redis(), url));
  }

  /** The configured way to Redis, or to one that was started here. */
  static RedisSettings settings(RedisConfig redis, String url) {
    var defaults = RedisSettings.of(url);
    var tls = redis.tls();
    return new RedisSettings(
        url,
        redis.embedded()
            ? RedisLogin.NONE
            : login(redis.endpoint().user(), redis.endpoint().password()),
        login(redis.sentinelUser(), redis.sentinelPassword()),
        redis.keyPrefix(),
        redis.connectTimeout(),
        redis.commandTimeout(),
        defaults.hangTimeout(),
        defaults.pingInterval(),
        defaults.maxInFlight(),
        new RedisTls(tls.ca(), tls.certificate(), tls.key(), redis.verifyHost()));
  }

  private static RedisLogin login(@Nullable String user, @Nullable Secret password) {
    return new RedisLogin(user, password == null ? null : password.reveal());
  }

  /** What all links have done; from any thread. */
  StoreCommands commands() {
    var sum = endpoint.stats();
    return new StoreCommands(
        sum.commands(),
        sum.errors(),
        sum.timeouts(),
        sum.rejected(),
        sum.connections(),
        sum.inFlight(),
        sum.totalLatencyNanos());
  }

  SharedStore sharedStore(Vertx vertx) {
    var redis = RedisCommands.open(vertx, endpoint);
    return new RedisSharedStore(redis, new RedisValues(redis));
  }

  SharedStoreAdmin admin(Vertx vertx) {
    var redis = RedisCommands.open(vertx, endpoint);
    return new RedisStoreAdmin(redis, new RedisValues(redis));
  }

  HotEntries hotEntries(Vertx vertx) {
    var redis = RedisCommands.open(vertx, endpoint);
    return new RedisHotEntries(redis, new RedisValues(redis), config.redis().maxEntryTtl());
  }

  TagIndex tagIndex(Vertx vertx) {
    var redis = RedisCommands.open(vertx, endpoint);
    return new RedisTagIndex(
        new TagSets(redis, new RedisValues(redis)), config.redis().maxEntryTtl());
  }

  DeadLetters deadLetters(Vertx vertx) {
    return new RedisDeadLetters(RedisCommands.open(vertx, endpoint));
  }

  EventStream eventStream(Vertx vertx, EventsConfig.Stream stream) {
    return RedisEventStream.open(
        vertx,
        endpoint,
        new RedisEventStream.Options(
            stream.key(), stream.group(), config.nodeId(), stream.claimAfter()));
  }

  RedisInvalidationLog log(Vertx vertx) {
    var invalidation = config.invalidation();
    return new RedisInvalidationLog(
        RedisLink.open(vertx, endpoint),
        new RedisInvalidationLog.Options(
            config.redis().replicas(),
            invalidation.lease(),
            // Every node has had the time for two heartbeats and a failed one in between.
            invalidation.heartbeat().multipliedBy(3).plus(Duration.ofSeconds(1)),
            invalidation.maxTrackedTags()));
  }

  /** Lets the log's nudges reach a node, sooner than its next heartbeat. */
  void nudge(Vertx vertx, InvalidationNode node) {
    RedisSubscription.open(
        vertx,
        endpoint,
        RedisInvalidationLog.CHANNEL,
        new RedisSubscription.Listener() {
          @Override
          public void subscribed() {
            // Redis is there, for the first time or again: the sooner a heartbeat reaches it, the
            // sooner this node trusts what is stored.
            node.nudge(Long.MAX_VALUE);
          }

          @Override
          public void message(Buffer payload) {
            try {
              node.nudge(Long.parseLong(payload.toString()));
            } catch (NumberFormatException foreign) {
              // Not from a gateway: a hint that says nothing is no hint.
            }
          }
        });
  }
}
