package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the clients of other caches send to the data port, byte by byte, and what it does. */
class PurgeDialectsTest {
  private static final String[] SHOP = {"Host", "shop.test"};

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("http.hosts", "shop.test,b.test");

  /**
   * @param origin the field in which the client's application tags its responses, and a tag list
   *     for what the request is to take
   * @param kept a tag list for what it is to leave
   * @param request the lines of the head
   * @param after X-Cache of the next request for what was named
   */
  record Replay(String client, String origin, String kept, String request, String after) {
    @Override
    public String toString() {
      return client;
    }

    String field() {
      return origin.substring(0, origin.indexOf(':'));
    }

    String tags() {
      return origin.substring(origin.indexOf(':') + 1).trim();
    }
  }

  static Stream<Replay> byTag() {
    return Stream.of(
        new Replay(
            "Magento 2.4, one chunk of tags",
            "X-Magento-Tags: cat_c,cat_p_1,store",
            "cat_p_11,cat_p",
            """
            PURGE / HTTP/1.1
            X-Magento-Tags-Pattern: ((^|,)cat_p_1(,|$))|((^|,)cat_p_2(,|$))
            Host: 10.0.0.17
            """,
            "MISS"),
        new Replay(
            "FOSHttpCache 2, BAN",
            "X-Cache-Tags: post-1,posts",
            "post-10,posts-2",
            """
            BAN / HTTP/1.1
            X-Host: .*
            X-Url: .*
            X-Content-Type: .*
            X-Cache-Tags: (^|,)(post\\-1|post\\-2)(,|$)
            Host: varnish:6081
            """,
            "MISS"),
        new Replay(
            "FOSHttpCache 1, BAN",
            "X-Cache-Tags: posts,post-1",
            "post-10",
            """
            BAN / HTTP/1.1
            Host: varnish
            X-Host: .*
            X-Url: .*
            X-Content-Type: .*
            X-Cache-Tags: (post\\-1|post\\-2)(,.+)?$
            """,
            "MISS"),
        new Replay(
            "FOSHttpCache and Ibexa, soft PURGEKEYS",
            "xkey: c52 l2 ez-all",
            "c5 l22",
            """
            PURGEKEYS / HTTP/1.1
            Host: varnish
            xkey-softpurge: c52 l9
            """,
            "STALE"),
        new Replay(
            "FOSHttpCache, hard PURGEKEYS",
            "xkey: c52 l2",
            "c5",
            """
            PURGEKEYS / HTTP/1.1
            Host: varnish
            xkey-purge: l2 c9
            """,
            "MISS"),
        new Replay(
            "FOSHttpCache for Symfony's HttpCache",
            "X-Cache-Tags: a,post 1",
            "post",
            """
            PURGETAGS / HTTP/1.1
            Host: shop.test
            X-Cache-Tags: post 1,other
            """,
            "MISS"),
        new Replay(
            "Drupal, Varnish purger",
            "Cache-Tags: config:user.role.anonymous node:1 rendered",
            "node:10 rendered_2",
            """
            BAN / HTTP/1.1
            Host: shop.test
            Cache-Tags: node:1
            """,
            "MISS"),
        new Replay(
            "Drupal, zero-configuration purger",
            "Cache-Tags: node:1 rendered",
            "node:10",
            """
            BAN /tags HTTP/1.1
            Cache-Tags: node:2 node:1
            Accept-Encoding: gzip
            Host: 10.0.0.17
            """,
            "MISS"),
        new Replay(
            "Drupal, bundled HTTP purger",
            "Purge-Cache-Tags: node:1 config:system.menu.main",
            "node:10",
            """
            BAN / HTTP/1.1
            Host: shop.test
            Purge-Cache-Tags: node:7|config:system.menu.main
            """,
            "MISS"),
        new Replay(
            "API Platform 3, ban",
            "Cache-Tags: /books,/books/1",
            "/books/10",
            """
            BAN / HTTP/1.1
            Host: varnish
            ApiPlatform-Ban-Regex: (/books/1|/authors)($|\\,)
            """,
            "MISS"),
        new Replay(
            "API Platform 2, ban",
            "Cache-Tags: /books/1",
            "/books/10",
            """
            BAN / HTTP/1.1
            Host: varnish
            ApiPlatform-Ban-Regex: ((^|\\,)/books/1($|\\,))|((^|\\,)/authors($|\\,))
            """,
            "MISS"),
        new Replay(
            "API Platform, xkey",
            "xkey: /books /books/1",
            "/books/10",
            """
            PURGE / HTTP/1.1
            Host: varnish
            xkey: /books/1 /authors
            """,
            "MISS"),
        new Replay(
            "API Platform with Souin",
            "Surrogate-Key: /books, /books/1",
            "/books/10",
            """
            PURGE / HTTP/1.1
            Host: souin
            Surrogate-Key: /authors, /books/1
            """,
            "MISS"),
        new Replay(
            "Cache-Tag, softly",
            "Cache-Tag: new in,red",
            "new",
            """
            PURGE / HTTP/1.1
            Host: shop.test
            Cache-Tag: new in
            Fastly-Soft-Purge: 1
            """,
            "STALE"));
  }

  @ParameterizedTest
  @MethodSource
  void byTag(Replay replay) {
    gateway.origin().on("/named", fresh("x").field(replay.field(), replay.tags()));
    gateway.origin().on("/kept", fresh("x").field(replay.field(), replay.kept()));
    renew();
    for (String path : new String[] {"/named", "/kept"}) {
      assertThat(gateway.get(path, SHOP).xCache()).isEqualTo("MISS");
      var hit = gateway.get(path, SHOP);
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(hit.field(replay.field())).as("withheld").isNull();
    }

    var answer = send(replay.request());

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.field("x-sluice-receipt")).isNotEmpty();
    assertThat(gateway.get("/named", SHOP).xCache()).isEqualTo(replay.after());
    assertThat(gateway.get("/kept", SHOP).xCache()).isEqualTo("HIT");
  }

  private static void renew() {
    assertThat(gateway.admin("POST", "/cache/invalidations", "{\"all\":true}").status())
        .isEqualTo(200);
  }

  private static RawResponse send(String lines) {
    return send(gateway, lines);
  }

  private static RawResponse send(GatewayUnderTest to, String lines) {
    try (var client = to.connect()) {
      return client.send(lines.replace("\n", "\r\n") + "\r\n").response();
    }
  }

  /** Columns: what is asked, with ; between lines; which of the pages then are no hits. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          PURGE /blog/1 HTTP/1.1;Host: shop.test;User-Agent: Wagtail-frontendcache/6.3    | /blog/1
          PURGE /blog/1 HTTP/1.1;Host: shop.test;X-Purge-Method: default                  | /blog/1
          PURGE /blog/1 HTTP/1.1;Host: shop.test;X-Purge-Method: exact                    | /blog/1
          PURGE /blog/.* HTTP/1.1;Host: shop.test;X-Purge-Method: regex                   | /blog/1 /blog/
          PURGE /.* HTTP/1.1;Host: shop.test;X-Purge-Method: regex                        | /blog/1 /blog/ /shop
          PURGE /.* HTTP/1.1;Host: shop.test;User-Agent: W3 Total Cache;Connection: close | /blog/1 /blog/ /shop
          BAN /blog/* HTTP/1.1;Host: shop.test;Accept-Encoding: gzip                      | /blog/1 /blog/
          "BAN / HTTP/1.1;Host: v;X-Host: ^(shop.test|c.test)$;X-Url: ^/blog/;X-Content-Type: .*" | /blog/1 /blog/
          "BAN / HTTP/1.1;Host: v;X-Host: ^shop\\.test$;X-Url: ^/shop$;X-Content-Type: .*" | /shop
          "BAN / HTTP/1.1;Host: v;X-Host: shop.test;X-Url: .*;X-Content-Type: .*"         | /blog/1 /blog/ /shop
          "BAN / HTTP/1.1;Host: v;X-Host: .*;X-Url: .*;X-Content-Type: .*"                | /blog/1 /blog/ /shop elsewhere
          "PURGE / HTTP/1.1;Host: v;X-Magento-Tags-Pattern: .*"                           | /blog/1 /blog/ /shop elsewhere
          PURGE / HTTP/1.1;Host: v;Clear-Cache: true                                      | /blog/1 /blog/ /shop elsewhere
          """)
  void byUrl(String request, String named) {
    String[] pages = {"/blog/1", "/blog/", "/shop"};
    renew();
    for (String page : pages) {
      gateway.origin().on(page, fresh("x"));
      gateway.get(page, SHOP);
    }
    gateway.get("/shop", "Host", "b.test");

    var answer = send(request.replace(';', '\n') + '\n');

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var expected = (' ' + named + ' ');
    for (String page : pages) {
      assertThat(gateway.get(page, SHOP).xCache())
          .as(page)
          .isEqualTo(expected.contains(' ' + page + ' ') ? "MISS" : "HIT");
    }
    assertThat(gateway.get("/shop", "Host", "b.test").xCache())
        .isEqualTo(expected.contains(" elsewhere ") ? "MISS" : "HIT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "BAN / HTTP/1.1;Host: v;Cache-Tags: node:[0-9]+"                     | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: (^|,)(a|b.*)(,|$)"             | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: (^|,)(a|b(,|$)"                | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: ((((((a))))))"                 | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a\\"                           | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a\\d"                          | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a||b"                          | no other regular
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags:"                               | empty
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a;X-Cache-Tags: b"             | several lines
          "PURGE / HTTP/1.1;Host: v;Clear-Cache: true;xkey: a"               | and no tags
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a;Cache-Tags: b"               | one of them
          "BAN / HTTP/1.1;Host: v;X-Cache-Tags: a;X-Url: ^/blog/"              | not beside x-cache-tags
          "BAN / HTTP/1.1;Host: v;X-Host: a.test;X-Content-Type: text/html"    | X-Content-Type
          "BAN / HTTP/1.1;Host: v;X-Host: .*;X-Url: ^/blog/"                   | X-Host
          "BAN / HTTP/1.1;Host: v;X-Host: .*\\.test;X-Url: ^/blog/"            | no other regular
          "BAN / HTTP/1.1;Host: v;X-Host: a.test;X-Url: ^/blog"                | what is below
          "BAN / HTTP/1.1;Host: v;X-Host: a.test;X-Url: .*png$"                | what is below
          "BAN /site HTTP/1.1;Host: v"                                         | names nothing
          "PURGE / HTTP/1.1;Host: v;X-Magento-Tags-Pattern: ((^|,)cat_.*(,|$))" | no other regular
          "PURGE / HTTP/1.1;Host: v;xkey: a;Surrogate-Key: b"                  | one of them
          "PURGE / HTTP/1.1;Host: v;Surrogate-Key: ,"                          | empty
          "PURGE / HTTP/1.1;Host: v;Clear-Cache: yes"                          | Clear-Cache
          "PURGE / HTTP/1.1;Host: v;xkey: a;Fastly-Soft-Purge: maybe"          | Fastly-Soft-Purge
          "PURGE /blog HTTP/1.1;Host: shop.test;X-Purge-Method: regex"         | what is below
          "PURGE / HTTP/1.1;Host: shop.test;X-Purge-Method: ban-regex"         | default, exact or regex
          "PURGEKEYS / HTTP/1.1;Host: v"                                       | names no tags
          "PURGEKEYS / HTTP/1.1;Host: v;xkey-purge: a;xkey-softpurge: b"       | one of them
          "PURGETAGS / HTTP/1.1;Host: v;X-Cache-Tags: caf\u00e9"               | visible ASCII
          """)
  void whatIsNotUnderstoodDoesNothing(String request, String reason) {
    gateway.origin().on("/shop", fresh("x"));
    gateway.get("/shop", SHOP);
    try (var client = gateway.connect()) {
      client.send(request.replace(";", "\r\n") + "\r\n\r\n");
      var answer = client.response();
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.cacheStatus()).endsWith("detail=invalid-purge");
      var detail = new JsonObject(answer.text()).getString("detail");
      assertThat(detail).contains(reason).hasSizeLessThan(500);
      assertThat(client.get("/shop", SHOP).xCache()).isEqualTo("HIT");
    }
  }

  @Test
  void aUrlOfAnotherHostIsMisdirected() {
    assertThat(send("PURGE /x HTTP/1.1\nHost: v\n").status()).isEqualTo(421);
  }

  @Test
  void aFieldOfOnesOwnForTagsIsUnderstoodToo() {
    try (var own = GatewayUnderTest.with("tags.fields", "My-Tags").start()) {
      own.origin().on("/a", fresh("x").field("My-Tags", "a,b")).on("/b", fresh("x"));
      own.get("/a");
      own.get("/b");
      var ban = "BAN / HTTP/1.1\nHost: v\nX-Host: .*\nX-Url: .*\nMy-Tags: (^|,)(b|c)(,|$)\n";
      assertThat(send(own, ban).status()).isEqualTo(200);
      assertThat(own.get("/a").xCache()).isEqualTo("MISS");
      assertThat(own.get("/b").xCache()).isEqualTo("HIT");
    }
  }

  @Test
  void keysAreCountedNotEntries() {
    var hard = send("PURGEKEYS / HTTP/1.1\nHost: v\nxkey-purge: a b\n");
    assertThat(hard.text()).isEqualTo("Purged 2 keys, expired 0 keys\n");
    var soft = send("PURGEKEYS / HTTP/1.1\nHost: v\nxkey-softpurge: a\n");
    assertThat(soft.text()).isEqualTo("Purged 0 keys, expired 1 keys\n");
  }

  @Test
  void fastlysOwnAnswerForAUrl() {
    gateway.origin().on("/soft", fresh("x"));
    gateway.get("/soft", SHOP);
    var answer = send("PURGE /soft HTTP/1.1\nFastly-Soft-Purge: 1\nHost: shop.test\n");
    var json = new JsonObject(answer.text());
    assertThat(json.getString("status")).isEqualTo("ok");
    assertThat(json.getString("id")).isEqualTo(answer.field("x-sluice-receipt"));
    assertThat(gateway.get("/soft", SHOP).xCache()).isEqualTo("STALE");
  }
}
