package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;

/** The rows of {@link HttpConfig} and {@link PurgeConfig}: the data port. */
final class HttpSettings {
  static final Section SECTION = new Section("http", "The data port.");

  private static final Setting<String> HOST =
      SECTION.add(
          "host",
          row ->
              row.byDefault("0.0.0.0")
                  .env("SLUICE_HTTP_HOST")
                  .starter()
                  .as(NetKinds.host(), "Address to listen on."));
  private static final Setting<Integer> PORT =
      SECTION.add(
          "port",
          row ->
              row.byDefault("8080")
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
                  .as(Kinds.smallSize(1024), "Limit of a request's head; beyond it 431."));
  private static final Setting<Integer> MAX_URI_BYTES =
      SECTION.add(
          "max-uri-bytes",
          row ->
              row.byDefault("8KiB")
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
                          + " X-Forwarded-*, in Forwarded (RFC 7239), or not at all."));

  static final Section PURGE = new Section("purge", "The PURGE method on the data port.");

  private static final Setting<List<Cidr>> PURGE_ALLOWED =
      PURGE.add(
          "allowed",
          row ->
              row.byDefault("127.0.0.0/8,::1")
                  .as(
                      Kinds.listOf(NetKinds.addresses()),
                      "Who may use it without a token; everybody else gets 405."));

  private HttpSettings() {}

  static HttpConfig read(Values values) {
    return new HttpConfig(
        values.get(HOST),
        values.get(PORT),
        values.get(HOSTS),
        values.get(MAX_HEADER_BYTES),
        values.get(MAX_URI_BYTES),
        values.get(MAX_BODY_BYTES),
        values.get(IDLE_TIMEOUT),
        values.get(TRUSTED_PROXIES),
        values.get(FORWARDED));
  }

  static PurgeConfig readPurge(Values values) {
    return new PurgeConfig(values.get(PURGE_ALLOWED));
  }
}
