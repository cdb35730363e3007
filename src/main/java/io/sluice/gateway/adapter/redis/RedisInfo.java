package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Redis tells of itself (INFO). */
public final class RedisInfo {

  private RedisInfo() {}

  /**
   * Asks for one section.
   *
   * @param section such as {@code server}, {@code memory}, {@code keyspace}; {@code default} for
   *     several
   * @return property to value in the order of the reply; {@link RedisException.Kind#DENIED} where a
   *     managed service refuses it
   */
  public static Future<Map<String, String>> ask(RedisLink link, String section) {
    return link.send(Request.cmd(Command.INFO, section))
        .map(reply -> parse(reply == null ? "" : reply.toString()));
  }

  static Map<String, String> parse(String text) {
    var properties = new LinkedHashMap<String, String>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                properties.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return properties;
  }
}
