package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One hard invalidation: what the control API is told, and the version that each page it covers has
 * become before.
 */
record Order(JsonObject json, Map<Page, Long> versions) {

  /** An order of any kind; the pages that it covers have changed when this returns. */
  static Order random(Site site, RandomGenerator random) {
    var tags = new JsonArray();
    var urls = new JsonArray();
    var prefixes = new JsonArray();
    Set<Page> covered = new LinkedHashSet<>();
    int dice = random.nextInt(100);
    // A fifth of the orders name several things at once.
    int parts = dice < 80 ? 1 : 2 + random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      var page = site.any(random);
      int kind = random.nextInt(100);
      if (kind < 40) {
        tags.add(page.tags.get(0));
        covered.add(page);
      } else if (kind < 70) {
        urls.add(site.url(page.path));
        covered.add(page);
      } else if (kind < 98) {
        boolean byTag = kind < 85;
        String topic = page.tags.get(1);
        (byTag ? tags : prefixes).add(byTag ? topic : site.section(page));
        covered.addAll(byTag ? site.tagged(topic) : site.below(site.section(page)));
      } else {
        tags.add(page.tags.get(2));
        covered.addAll(site.tagged(page.tags.get(2)));
      }
    }
    var versions = new LinkedHashMap<Page, Long>();
    covered.forEach(page -> versions.put(page, page.change()));
    var json = new JsonObject();
    put(json, "tags", tags);
    put(json, "urls", urls);
    put(json, "prefixes", prefixes);
    return new Order(json, versions);
  }

  private static void put(JsonObject json, String key, JsonArray values) {
    if (!values.isEmpty()) {
      json.put(key, values);
    }
  }

  void confirm(String invalidation) {
    versions.forEach((page, v) -> page.confirm(new Page.Confirmed(v, invalidation)));
  }

  void note(long beginNanos, long endNanos, String what, String where) {
    versions.forEach((page, v) -> page.note(new Event(beginNanos, endNanos, what, v, where)));
  }
}
