package io.sluice.gateway.adapter.redis;

import io.vertx.redis.client.RedisOptions;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection is made for, where the URI does not say.
 *
 * @param user ACL user; null for the default user
 * @param password null for none
 */
public record RedisLogin(@Nullable String user, @Nullable String password) {

  /** What the URI says, or nobody. */
  public static final RedisLogin NONE = new RedisLogin(null, null);

  void applyTo(RedisOptions options) {
    if (user != null) {
      options.setUser(user);
    }
    if (password != null) {
      options.setPassword(password);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisLogin[" + user + "]";
  }
}
