package io.sluice.gateway.bootstrap.consistency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The pages that are read and invalidated, and what can be invalidated together. */
final class Site {
  /** Below which everything lies: for the rule that leads to the origin of the check. */
  static final String ROOT = "/_consistency/";

  private static final int SECTIONS = 5;
  private static final int TOPICS = 7;

  /** Some live long; some become stale soon, and are revalidated or served past their lifetime. */
  private static final List<String> LIFETIMES =
      List.of(
          "max-age=300",
          "max-age=60, stale-if-error=600",
          "max-age=1",
          "max-age=1, stale-while-revalidate=60",
          "max-age=2, stale-if-error=600");

  private final String host;
  private final String base;
  private final List<Page> pages = new ArrayList<>();
  private final Map<String, Page> byPath = new HashMap<>();

  Site(CheckOptions options) {
    this.host = options.host();
    this.base = ROOT + options.run() + "/";
    var kinds = Page.Variants.values();
    for (int i = 0; i < options.keys(); i++) {
      var tags =
          List.of(
              options.run() + "-page-" + i,
              options.run() + "-topic-" + i % TOPICS,
              options.run() + "-all");
      // Different moduli mix every lifetime with every kind.
      var page =
          new Page(
              base + "s" + i % SECTIONS + "/" + i,
              tags,
              LIFETIMES.get(i / 2 % LIFETIMES.size()),
              i % 4 < 2 ? kinds[0] : kinds[i % 4 - 1]);
      pages.add(page);
      byPath.put(page.path, page);
    }
  }

  @Nullable Page at(String path) {
    return byPath.get(path);
  }

  Page any(RandomGenerator random) {
    return pages.get(random.nextInt(pages.size()));
  }

  /** A path of the origin that no invalidation changes, to see whether a gateway leads there. */
  String probe() {
    return base + "probe";
  }

  String url(String path) {
    return "http://" + host + path;
  }

  /** The URL prefix of the part of the site in which a page lies. */
  String section(Page page) {
    return url(page.path.substring(0, page.path.lastIndexOf('/') + 1));
  }

  List<Page> tagged(String tag) {
    return pages.stream().filter(page -> page.tags.contains(tag)).toList();
  }

  List<Page> below(String prefix) {
    return pages.stream().filter(page -> url(page.path).startsWith(prefix)).toList();
  }
}
