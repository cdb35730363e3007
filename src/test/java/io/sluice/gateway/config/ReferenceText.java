package io.sluice.gateway.config;

/** The prose of the reference. */
final class ReferenceText {
  static final String INTRODUCTION =
      """
      # Configuration

      Written from the table of settings by `./mvnw test -Dtest=ReferenceTest -Dsluice.regenerate`;
      a test compares the two.

      A value comes from the strongest source that has one: the descriptors in `verticles/` (weakest),
      `conf/gateway.yaml`, the environment, the command line (`--set key=value`). Every fault of
      every source is reported, one line each, and the gateway exits with 2. A running node takes
      over what changes in the file ([how](operations.md#changing-the-configuration)), but for keys
      marked *Restart*.

      - Durations: `500ms`, `5s`, `2m`, `1h`, `7d`, or ISO-8601 (`PT1.5S`). Sizes: `64KiB`, `16MiB`,
        `1GiB`, or bytes.
      - Lists are separated by commas in the environment and on the command line. Rules and tokens are
        given there as JSON or YAML.
      - `none` takes back a value that a weaker source has set, where the table allows it.
      - An empty variable counts as not set. An unknown variable that begins with `SLUICE_`, `CACHE_`,
        `FILE_CACHE_` or `REDIS_` causes a warning; for what other caches know under that name
        (`CACHE_STRATEGY`, `TARGET_URL`) it says what to set instead.
      - In YAML, tags, anchors and aliases are refused, and so are duplicate and unknown keys.
      - A descriptor's `options.config` holds keys of one section, relative to it: `http` for
        HttpIngressVerticle, `cache` for CacheLookupVerticle, `fetch` for UpstreamFetchVerticle, `tags`
        for TagIndexVerticle, `invalidation` for InvalidationVerticle, `events` for EventStreamVerticle,
        `admin` for AdminVerticle.
      """;

  static final String MAPPINGS =
      """
      What events of a type invalidate; at least one of `tags`, `urls` and `prefixes`. [Events](events.md)
      tells the whole.

      ```yaml
      events:
        mappings:
          - name: product-changed
            match: {type: "product.*"}
            tags: ["product:{data./id}", "category:{data./categories/*}"]
            urls: ["https://shop.example/products/{data./id}"]
      ```
      """;

  static final String RULES =
      """
      The first rule whose conditions on the request hold governs the request: its key, its upstream,
      the fields that the origin gets, and what it invalidates. What concerns the response (lifetimes,
      cookies, tags, the fields that clients get) comes from the first rule of which the conditions on
      request *and* response hold, among those with the same key parts as the governing one. Where
      there is none, HTTP alone decides.

      ```yaml
      rules:
        - name: article
          match:
            path: /articles/{id}
            methods: [GET, HEAD]
          ttl: 1h
          tags: ["article:{id}"]
        - name: article-update
          match:
            path: /articles/{id}
            methods: [PUT, PATCH, DELETE]
          invalidates: ["article:{id}", "articles:list"]
      ```
      Every setting once, with a comment:
      [`conf/examples/rule-settings.yaml`](../conf/examples/rule-settings.yaml).

      ### Templates
      Tags and the values of fields take these in braces; `{{` stands for a brace.

      | | is | where |
      |---|---|---|
      | `{id}` | what the path's capture `{id}` took | anywhere |
      | `{query.sku}` | the query parameter; if it comes several times, each | anywhere; other than in `invalidates`, a part of the key |
      | `{header.x-store-id}` | the origin's field; of a list with commas, each member | `tags`, `invalidates`; `response.set`, there the whole value |
      | `{body./items/*/id}` | what a JSON Pointer (RFC 6901) finds in the response; `*` stands for each element of an array and each member of an object | `tags`, `invalidates` |

      - Several values make several tags; what has no value (absent, empty, `null`) makes none. An
        array counts as its elements, a number as it is written.
      - One value makes one tag, wherever it comes from: `/p/a%2Fb`, `?sku=a/b` and `"a/b"` are all
        `a/b`. What a tag cannot hold is percent-encoded: a comma is `%2C`, `ü` is `%C3%BC`. In a query
        `+` is a space.
      - A body is read if it is JSON (`application/json`, `…+json`), not coded, whole, and no longer
        than `cache.max-object-bytes` and 8 MiB. The origin is therefore asked without `Accept-Encoding` where
        the governing rule takes a tag from the body.
      - A response whose tags cannot be read from its body is not stored, and says why:
        `tags-not-json`, `tags-coded`, `tags-unreadable`. One that is read has `detail=tags-in-body`:
        requests that join its fetch wait until it is whole, since one of its tags may have been
        invalidated before they came.
      - A write whose `invalidates` takes something from the body is answered once that is whole and
        invalidated. What cannot be read is not invalidated: the answer says `detail=tags-…`, and the
        log, too. The request to the origin goes on if its client leaves.
      - Of a request only path and query are read, neither its fields nor its content: where a write says
        nowhere else what it changes, have the origin answer with it, in JSON or in a field.
      """;

  static final String FLAT =
      """
      Told from the full form by the key `pattern`. It implies `override: true`: the lifetime replaces
      the origin's lifetime and no-cache, never no-store, private, Authorization or Set-Cookie.

      ```json
      [{"pattern": "*/api/search*", "ttl": 300, "methods": ["GET", "POST"],
        "conditions": {"headers": {"x-user-id": "*"}, "statusCodes": [200, 304], "minSize": 1024}}]
      ```
      """;

  /** What the starting file says about rules. */
  static final String SAMPLE_RULES =
      """

      # Settings for the requests and responses that match; the first match wins.
      # Environment: CACHE_RULES (JSON)
      #rules:
      #  - name: article
      #    match:
      #      path: /articles/{id}
      #    ttl: 1h
      #    tags: ["article:{id}"]
      """;

  private ReferenceText() {}
}
