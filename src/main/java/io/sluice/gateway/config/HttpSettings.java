package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The rows of {@link HttpConfig} and {@link PurgeConfig}: the data port. */
final class HttpSettings {
  static final Section SECTION = new Section("http", "The data port.").live();

  private static final Setting<String> HOST =
      SECTION.add(
          "host",
          row ->
              row.byDefault("0.0.0.0")
                  .restart()
                  .env("SLUICE_HTTP_HOST")
                  .starter()
                  .as(NetKinds.host(), "Address to listen on."));
  private static final Setting<Integer> PORT =
      SECTION.add(
          "port",
          row ->
              row.byDefault("8080")
                  .restart()
                  .env("SLUICE_HTTP_PORT")
                  .starter()
                  .as(NetKinds.port(), "Port to listen on; 0 lets the system choose."));
  private static final Setting<List<String>> HOSTS =
      SECTION.add(
          "hosts",
          row ->
              row.byDefault("")
                  .env("SLUICE_ALLOWED_HOSTS")
                  .starter()
                  .as(
                      Kinds.listOf(NetKinds.servedHost()),
                      "The only Host values that are served; others get 421. Empty serves any."));
  private static final Setting<Integer> MAX_HEADER_BYTES =
      SECTION.add(
          "max-header-bytes",
          row ->
              row.byDefault("16KiB")
                  .restart()
                  .as(Kinds.smallSize(1024), "Limit of a request's head; beyond it 431."));
  private static final Setting<Integer> MAX_URI_BYTES =
      SECTION.add(
          "max-uri-bytes",
          row ->
              row.byDefault("8KiB")
                  .restart()
                  .as(Kinds.smallSize(256), "Limit of a request's target; beyond it 414."));
  private static final Setting<Long> MAX_BODY_BYTES =
      SECTION.add(
          "max-body-bytes",
          row ->
              row.byDefault("64MiB")
                  .as(Kinds.size(0, 1L << 50), "Limit of a request's body; beyond it 413."));
  private static final Setting<Duration> IDLE_TIMEOUT =
      SECTION.add(
          "idle-timeout",
          row ->
              row.byDefault("60s")
                  .as(
                      Kinds.duration("0s", "1d"),
                      "A connection without traffic is closed after it; 0s never closes one."));
  private static final Setting<Duration> STREAM_IDLE_TIMEOUT =
      SECTION.add(
          "stream-idle-timeout",
          row ->
              row.byDefault("1h")
                  .as(
                      Kinds.duration("0s", "1d"),
                      "A WebSocket without a byte in either direction is closed after it, and an"
                          + " event stream without an event; 0s never closes one."));
  private static final Setting<Integer> MAX_TUNNELS =
      SECTION.add(
          "max-tunnels",
          row ->
              row.byDefault("10000")
                  .as(
                      Kinds.integer(0, 1_000_000),
                      "WebSockets that may be open at the same time; beyond it 503. With 0 none is"
                          + " passed: Upgrade is ignored."));
  private static final Setting<Integer> HTTP2_MAX_STREAMS =
      SECTION.add(
          "http2.max-streams",
          row ->
              row.byDefault("100")
                  .restart()
                  .as(
                      Kinds.integer(1, 10_000),
                      "Requests that one HTTP/2 connection may have under way."));
  private static final Setting<List<Cidr>> TRUSTED_PROXIES =
      SECTION.add(
          "trusted-proxies",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(NetKinds.addresses()),
                      "Peers whose forwarding fields are believed and appended to; those of others"
                          + " are overwritten."));
  private static final Setting<HttpConfig.Forwarded> FORWARDED =
      SECTION.add(
          "forwarded",
          row ->
              row.byDefault("x-forwarded")
                  .as(
                      Kinds.choice(HttpConfig.Forwarded.class),
                      "How the client's address, host and scheme are told to the origin: in"
                          + " X-Forwarded-*, in Forwarded (RFC 7239), or not at all. Of trusted"
                          + " proxies, X-Forwarded-For is read, or Forwarded if it says so."));
  private static final Setting<Boolean> PROXY_PROTOCOL =
      SECTION.add(
          "proxy-protocol",
          row ->
              row.byDefault("false")
                  .restart()
                  .as(
                      Kinds.bool(),
                      "Whether each connection begins with a PROXY header (version 1 or 2) that"
                          + " says who the client is; one without is closed. Only for a port that"
                          + " none but the balancer reaches: the header is believed."));

  private static final LimitSettings LIMITS = new LimitSettings(SECTION);

  private static final Setting<Boolean> COMPRESSION_ENABLED =
      SECTION.add(
          "compression.enabled",
          row ->
              row.byDefault("false")
                  .starter()
                  .as(
                      Kinds.bool(),
                      "Whether responses are compressed, with br or gzip, for clients that accept"
                          + " it; `compress` of a rule overrides it. Not for pages that show both"
                          + " a secret and what a request said: their length tells of the secret"
                          + " (BREACH)."));
  private static final Setting<List<Glob>> COMPRESSION_TYPES =
      SECTION.add(
          "compression.types",
          row ->
              row.byDefault(
                      "text/*,application/json,application/*+json,application/javascript,"
                          + "application/xml,application/*+xml,application/x-ndjson,"
                          + "application/wasm,image/svg+xml,image/x-icon,font/ttf,font/otf")
                  .as(
                      Kinds.listOf(NetKinds.mediaType()),
                      "Media types that are compressed; `*` is any run of characters."));
  private static final Setting<Long> COMPRESSION_MIN_BYTES =
      SECTION.add(
          "compression.min-bytes",
          row ->
              row.byDefault("1KiB")
                  .as(Kinds.size(0, 1 << 30), "Shorter bodies are sent as they are."));

  static final Section PURGE =
      new Section("purge", "PURGE, BAN, PURGEKEYS and PURGETAGS on the data port.").live();

  private static final Setting<List<Cidr>> PURGE_ALLOWED =
      PURGE.add(
          "allowed",
          row ->
              row.byDefault("127.0.0.0/8,::1")
                  .as(
                      Kinds.listOf(NetKinds.addresses()),
                      "Who may use them without a token of the admin port with the scope purge;"
                          + " everybody else gets 405."));

  private HttpSettings() {}

  static HttpConfig read(Values values, Path directory) {
    return new HttpConfig(
        values.get(HOST),
        values.get(PORT),
        values.get(HOSTS),
        values.get(MAX_HEADER_BYTES),
        values.get(MAX_URI_BYTES),
        values.get(MAX_BODY_BYTES),
        values.get(IDLE_TIMEOUT),
        values.get(STREAM_IDLE_TIMEOUT),
        values.get(MAX_TUNNELS),
        values.get(HTTP2_MAX_STREAMS),
        values.get(TRUSTED_PROXIES),
        values.get(FORWARDED),
        new HttpConfig.Compression(
            values.get(COMPRESSION_ENABLED),
            values.get(COMPRESSION_TYPES),
            values.get(COMPRESSION_MIN_BYTES)),
        TlsSettings.read(values, directory),
        values.get(PROXY_PROTOCOL),
        LIMITS.read(values));
  }

  static PurgeConfig readPurge(Values values) {
    return new PurgeConfig(values.get(PURGE_ALLOWED));
  }
}
