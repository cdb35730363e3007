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
      every source is reported, one line each, and the gateway exits with 2.

      - Durations: `500ms`, `5s`, `2m`, `1h`, `7d`, or ISO-8601 (`PT1.5S`). Sizes: `64KiB`, `16MiB`,
        `1GiB`, or bytes.
      - Lists are separated by commas in the environment and on the command line. Rules and tokens are
        given there as JSON or YAML.
      - `none` takes back a value that a weaker source has set, where the table allows it.
      - An empty variable counts as not set. An unknown variable that begins with `SLUICE_` causes a
        warning.
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
      and what it invalidates. What concerns the response (lifetimes, cookies, tags) comes from the
      first rule of which the conditions on request *and* response hold, among those with the same key
      parts as the governing one. Where there is none, HTTP alone decides.

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
