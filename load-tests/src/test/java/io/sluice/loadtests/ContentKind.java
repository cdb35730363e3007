package io.sluice.loadtests;

import java.util.random.RandomGenerator;

/** What a content site shows, and how a visit chooses among it; conf/examples/content-site.yaml. */
enum ContentKind {
  LIST("/articles?page=", 3, true),
  ARTICLE("/articles/", 60, true),
  VIDEO("/videos/", 20, true),
  PROFILE("/profiles/", 30, true),
  ELECTION("/elections/", 5, true),
  RESOURCE("/resources/", 20, true),
  COMMENTS("/articles/%d/comments", 60, false),
  JOB("/jobs/", 10, false),
  ANALYTICS("/analytics/", 5, false);

  final boolean cached;
  private final String path;
  private final Popularity popularity;

  ContentKind(String path, int count, boolean cached) {
    this.path = path;
    this.cached = cached;
    popularity = new Popularity(count, 1.0);
  }

  int choose(RandomGenerator random) {
    return popularity.next(random);
  }

  String path(int number) {
    return path.contains("%d") ? path.formatted(number) : path + number;
  }
}
