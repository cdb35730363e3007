package io.sluice.gateway.adapter.log;

import io.sluice.gateway.spi.RequestLog;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The access log and the cache log, a line a request, in which whatever a client sends is a string
 * with its control characters escaped.
 */
public final class RequestLines implements RequestLog {
  private static final int MAX_TEXT_CHARS = 2048;

  private final String node;
  private final @Nullable LineWriter access;
  private final @Nullable LineWriter cache;
  private final boolean combined;

  /**
   * @param combined whether the access log has the Combined Log Format, else JSON objects
   */
  public RequestLines(
      String node, @Nullable LineWriter access, @Nullable LineWriter cache, boolean combined) {
    this.node = node;
    this.access = access;
    this.cache = cache;
    this.combined = combined;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void log(Entry entry) {
    if (entry.result() != Result.ERROR
        && entry.sample() > 1
        && ThreadLocalRandom.current().nextInt(entry.sample()) != 0) {
      return;
    }
    if (access != null) {
      access.offer(() -> combined ? CombinedLine.of(entry) : access(entry));
    }
    if (cache != null && entry.result() != Result.REFUSED && entry.result() != Result.ABORTED) {
      cache.offer(() -> cache(entry));
    }
  }

  private String access(Entry entry) {
    var line =
        begin("request", entry)
            .put("client", entry.client())
            .put("method", cut(entry.method()))
            .put("host", cut(entry.host()))
            .put("path", cut(entry.path()))
            .put("status", entry.status())
            .put("bytes", entry.bytes())
            .put("durationMs", millis(entry))
            .put("result", word(entry.result()))
            .put("tier", word(entry.tier()));
    return (entry.rule() == null ? line : line.put("rule", entry.rule())).encode();
  }

  private String cache(Entry entry) {
    return begin("cache", entry)
        .put("method", entry.rule() == null ? Traffic.NO_RULE : entry.rule())
        .put("result", word(entry.result()))
        .put("latencyMs", millis(entry))
        .encode();
  }

  private JsonObject begin(String event, Entry entry) {
    return new JsonObject()
        .put("event", event)
        .put("time", Instant.ofEpochMilli(entry.timeMillis()).toString())
        .put("node", node);
  }

  private static double millis(Entry entry) {
    return Math.round(entry.durationNanos() / 1000.0) / 1000.0;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT_CHARS
        ? text
        : text.substring(0, MAX_TEXT_CHARS) + "…";
  }
}
