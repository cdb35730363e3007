package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A content site: visitors read, editors change articles, and in the midst the cache is switched
 * off for a while.
 *
 * <p>README.md lists the properties; the gateways run conf/examples/content-site.yaml.
 */
public final class ContentSiteSimulation extends Simulation {
  private static final int VISITS_PER_SECOND = Integer.getInteger("users", 12);
  private static final Duration DURATION = Duration.ofSeconds(Long.getLong("duration", 60L));
  private static final double UPDATES_PER_SECOND = 0.5;
  private static final int HIT_MILLIS = Integer.getInteger("hitMillis", 200);
  private static final Pattern CACHED =
      Pattern.compile("/(articles(/[^/]+)?|(videos|profiles|elections|resources)/.*)");
  private static final String LIST = "/articles";

  private final Site site = Site.shared();
  private final Noise noise = new Noise(site.origin());
  private final KillSwitch killSwitch = new KillSwitch(site.adminUrls().get(0));
  private final Random random = new Random(11);

  private final Outcomes cached = new Outcomes();
  private final Outcomes neverCached = new Outcomes();
  private final Outcomes whileBypassed = new Outcomes();
  private final LongAdder changing = new LongAdder();
  private final LongAdder stale = new LongAdder();

  /** By path: the version that an editor has had confirmed. */
  private final Map<String, Long> confirmed = new ConcurrentHashMap<>();

  private final long reachedBefore = site.reached("GET", CACHED);

  {
    var figures = figures();
    setUp(
            scenario("begin")
                .exec(session -> session)
                .injectOpen(atOnceUsers(1))
                .andThen(
                    visiting().injectOpen(constantUsersPerSec(VISITS_PER_SECOND).during(DURATION)),
                    noise.measured(DURATION),
                    editing().injectOpen(constantUsersPerSec(UPDATES_PER_SECOND).during(DURATION)),
                    killSwitch
                        .after(DURATION.multipliedBy(6).dividedBy(10), DURATION.dividedBy(10))
                        .injectOpen(atOnceUsers(1)))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
    this.figures = figures;
  }

  private final Figures figures;

  @Override
  public void after() {
    figures.print();
  }

  private Figures figures() {
    var figures = new Figures();
    noise.bound(figures, "cached answers", cached.hits, 99, HIT_MILLIS);
    return figures
        .told("reads of what may be cached, cache on", cached::count)
        .atLeast("their hit rate", 0.8, cached::hitRate)
        .told("cached answers: longest, ms", () -> cached.hits.percentile(100))
        .told("all answers, cache on: mean, ms", cached.all::mean)
        .atLeast("fewer reads at the origin, cache on: share", 0.8, this::saved)
        .atMost("older than a confirmed change", 0, stale::sum)
        .told("reads of what is never cached", neverCached::count)
        .atMost("of these not passed on", 0, () -> neverCached.count() - neverCached.bypassed())
        .atLeast("reads while the cache is off", 1, whileBypassed::count)
        .atMost("of these not passed on", 0, () -> whileBypassed.count() - whileBypassed.bypassed())
        .told("while the cache is off: mean, ms", whileBypassed.all::mean);
  }

  /** Those reads that came while the cache was off, or changing, reached the origin rightly. */
  private double saved() {
    long rightly = whileBypassed.count() + changing.sum();
    long reached = site.reached("GET", CACHED) - reachedBefore - rightly;
    return 1 - (double) reached / Math.max(1, cached.count());
  }

  private ScenarioBuilder visiting() {
    return scenario("visit")
        .exec(session -> session.set("gateway", site.baseUrls().get(next(site.size()))))
        .exec(
            read(ContentKind.LIST),
            read(ContentKind.ARTICLE),
            read(ContentKind.RESOURCE),
            read(ContentKind.RESOURCE),
            read(ContentKind.ARTICLE),
            sometimes(50, ContentKind.VIDEO),
            sometimes(30, ContentKind.PROFILE),
            sometimes(30, ContentKind.ELECTION),
            sometimes(20, ContentKind.COMMENTS),
            sometimes(10, ContentKind.JOB),
            sometimes(10, ContentKind.ANALYTICS));
  }

  private ChainBuilder sometimes(int percent, ContentKind kind) {
    return doIf(session -> next(100) < percent).then(read(kind));
  }

  private ChainBuilder read(ContentKind kind) {
    return exec(session -> {
          String path = kind.path(choose(kind));
          return session
              .set("path", path)
              .set("confirmed", confirmed.getOrDefault(path.replaceFirst("[?].*", ""), 0L))
              .set("state", killSwitch.state());
        })
        .exec(
            http(kind.name().toLowerCase(java.util.Locale.ROOT))
                .get("#{gateway}#{path}")
                // Part of the key: the instances must agree on it.
                .header("Host", "site.test")
                .check(
                    status().is(200),
                    header("X-Cache").saveAs("xCache"),
                    responseTimeInMillis().saveAs("millis"),
                    regex("\"version\":([0-9]+)").saveAs("version")))
        .exec(session -> count(session, kind));
  }

  private Session count(Session session, ContentKind kind) {
    if (!session.contains("version")) {
      return session;
    }
    if (Long.parseLong(session.getString("version")) < session.getLong("confirmed")) {
      stale.increment();
    }
    KillSwitch.State before = session.get("state");
    boolean steady = before == killSwitch.state();
    if (!kind.cached) {
      neverCached.add(session.getString("xCache"), session.getInt("millis"));
    } else if (steady && before == KillSwitch.State.ON) {
      cached.add(session.getString("xCache"), session.getInt("millis"));
    } else if (steady && before == KillSwitch.State.BYPASS) {
      whileBypassed.add(session.getString("xCache"), session.getInt("millis"));
    } else if (!Stream.of("HIT", "STALE").toList().contains(session.getString("xCache"))) {
      changing.increment();
    }
    return session.removeAll("version", "xCache", "millis");
  }

  /** An editor changes an article; the answer confirms it, for the list, too. */
  private ScenarioBuilder editing() {
    return scenario("edit")
        .exec(
            session ->
                session
                    .set("gateway", site.baseUrls().get(next(site.size())))
                    .set("path", ContentKind.ARTICLE.path(choose(ContentKind.ARTICLE))))
        .exec(
            http("change")
                .put("#{gateway}#{path}")
                .header("Host", "site.test")
                .body(StringBody("{}"))
                .check(
                    status().is(200),
                    regex("\"version\":([0-9]+)").saveAs("version"),
                    regex("\"list\":([0-9]+)").saveAs("list")))
        .exec(
            session -> {
              if (session.contains("version")) {
                confirm(session.getString("path"), session.getString("version"));
                confirm(LIST, session.getString("list"));
              }
              return session;
            });
  }

  private void confirm(String path, String version) {
    confirmed.merge(path, Long.valueOf(version), Math::max);
  }

  private synchronized int next(int bound) {
    return random.nextInt(bound);
  }

  private synchronized int choose(ContentKind kind) {
    return kind.choose(random);
  }
}
