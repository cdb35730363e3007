package io.sluice.gateway.spi;

import io.sluice.gateway.caching.RequestTarget;
import java.util.List;

/**
 * What one event loop is asked for most, from a sample of its requests: all of them while they are
 * few, and ever fewer of many, so that the effort has a limit whatever comes. Used by its event
 * loop alone, but for what it publishes.
 */
public final class RequestSample {
  private static final int NAMES = 128;
  private static final int PUBLISHED = 40;
  private static final int MAX_TAGS = 32;
  private static final int MAX_LENGTH = 300;
  private static final String PLAIN = "t:";

  /** Of a second; beyond them, half as many requests are looked at. */
  private static final int TAKEN = 128;

  private static final int MAX_INTERVAL = 1 << 16;

  /** After a minute, half. */
  private static final double FADE = Math.pow(0.5, 1 / 60.0);

  private final HeavyHitters urls = new HeavyHitters(NAMES);
  private final HeavyHitters tags = new HeavyHitters(NAMES);
  private int interval = 1;
  private int left = 1;
  private int taken;
  private boolean busy;
  private double seconds;
  private volatile TopRequests.Top published = TopRequests.Top.NONE;

  RequestSample() {}

  /** Whether to look at this request; asked once for each. */
  public boolean isDue() {
    return --left <= 0;
  }

  /**
   * The request that was due.
   *
   * @param carried the typed tags of its response, as far as they are known
   * @param hit whether it was answered without the origin
   */
  public void take(RequestTarget target, List<String> carried, boolean hit) {
    // Without its query, which may hold secrets and would make many of one.
    urls.add(shortened(target.authority() + target.path()), interval, hit);
    int known = Math.min(carried.size(), MAX_TAGS);
    for (int i = 0; i < known; i++) {
      var tag = carried.get(i);
      if (tag.startsWith(PLAIN)) {
        tags.add(shortened(tag.substring(PLAIN.length())), interval, hit);
      }
    }
    if (++taken >= TAKEN && interval < MAX_INTERVAL) {
      interval *= 2;
      taken = 0;
      busy = true;
    }
    left = interval;
  }

  /** Once a second: publishes what is known, lets it fade, and looks closer where little came. */
  public void secondPassed() {
    seconds = seconds * FADE + 1;
    published = new TopRequests.Top(urls.top(PUBLISHED, seconds), tags.top(PUBLISHED, seconds));
    urls.fade(FADE);
    tags.fade(FADE);
    if (!busy && taken < TAKEN / 4 && interval > 1) {
      interval /= 2;
      left = Math.min(left, interval);
    }
    taken = 0;
    busy = false;
  }

  /** As of the last second; safe from any thread. */
  TopRequests.Top published() {
    return published;
  }

  private static String shortened(String name) {
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH) + "…";
  }
}
