package io.sluice.gateway.verticle.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was found in one tier: how many, and some of them. Each variant of a key counts. */
final class Findings {
  /** Entries shown. */
  static final int SAMPLE = 100;

  /** Entries told apart; beyond, a tier is counted without comparing it with the other. */
  private static final int MOST_NAMES = 100_000;

  private final Set<String> names = new HashSet<>();
  private final List<JsonObject> sample = new ArrayList<>();
  private long matched;
  private boolean exact = true;

  /** Counts an entry, unless it was found before. */
  void add(String key, String variant, List<String> tags) {
    if (names.size() < MOST_NAMES) {
      if (!names.add(key + '\n' + variant)) {
        return;
      }
    } else {
      exact = false;
    }
    matched++;
    if (sample.size() < SAMPLE) {
      sample.add(entry(key, variant, tags));
    }
  }

  /** There is more than was looked at. */
  void cut() {
    exact = false;
  }

  boolean isExact() {
    return exact;
  }

  JsonObject count() {
    return new JsonObject().put("matched", matched).put("exact", exact);
  }

  /** How many there are in either tier, those in both counted once. */
  long matchedWith(Findings other) {
    long common = names.stream().filter(other.names::contains).count();
    return matched + other.matched - common;
  }

  /** Entries of this tier, then others of the other. */
  JsonArray sampleWith(Findings other) {
    var shown = new JsonArray();
    sample.forEach(shown::add);
    for (var entry : other.sample) {
      if (shown.size() < SAMPLE && !sample.contains(entry)) {
        shown.add(entry);
      }
    }
    return shown;
  }

  /**
   * An entry as it is shown. Of its key the URL alone, which is its second word: what a rule adds
   * may come from cookies.
   */
  static JsonObject entry(String key, String variant, List<String> tags) {
    var words = key.split(" ", 3);
    var json = new JsonObject().put("url", words.length > 1 ? words[1] : key);
    if (!variant.isEmpty()) {
      json.put("variant", variant);
    }
    return json.put("tags", tags(tags));
  }

  /** Typed tags as they are shown: plain ones lose their type. */
  static JsonArray tags(List<String> tags) {
    var shown = new JsonArray();
    tags.forEach(tag -> shown.add(tag.startsWith("t:") ? tag.substring(2) : tag));
    return shown;
  }
}
