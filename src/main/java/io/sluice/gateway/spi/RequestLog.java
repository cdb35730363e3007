package io.sluice.gateway.spi;

import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import org.jspecify.annotations.Nullable;

/** Takes a note of each request that was answered. Called on event loops: must never block. */
public interface RequestLog {
  /** A log of nothing. */
  RequestLog NONE =
      new RequestLog() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public void log(Entry entry) {}
      };

  /** Whether it wants to hear of requests at all; the same answer for ever. */
  boolean isOn();

  void log(Entry entry);

  /**
   * One request. Of its fields it has but two, and no query, which may hold secrets.
   *
   * @param timeMillis when it was answered, as Unix time
   * @param host null where the request was refused for what it is
   * @param path without query; null as {@code host}
   * @param bytes of the body that was sent
   * @param rule null = none
   * @param sample one of so many such requests is to be logged
   * @param protocol such as HTTP/1.1
   * @param referer without its query; null = none
   * @param userAgent null = none
   */
  record Entry(
      long timeMillis,
      String client,
      String method,
      @Nullable String host,
      @Nullable String path,
      int status,
      long bytes,
      long durationNanos,
      Result result,
      Tier tier,
      @Nullable String rule,
      int sample,
      String protocol,
      @Nullable String referer,
      @Nullable String userAgent) {}
}
