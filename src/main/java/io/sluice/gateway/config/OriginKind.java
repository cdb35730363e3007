package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Origins: a URL, or in a file a mapping of URL and weight. */
final class OriginKind implements Kind<Origin> {
  private static final Kind<Origin> URL = NetKinds.origin();
  private static final Section ROWS = new Section("", "An origin.");
  private static final Setting<Origin> ADDRESS =
      ROWS.add("url", row -> row.as(URL, "Scheme, host and port."));
  private static final Setting<Integer> WEIGHT =
      ROWS.add(
          "weight",
          row ->
              row.byDefault("1")
                  .as(Kinds.integer(1, 1000), "Its share, beside those of the other origins."));
  private static final Kind<Origin> WEIGHTED =
      new StructKind<>("an origin", new Table(ROWS.settings()), OriginKind::weighted);

  private static @Nullable Origin weighted(Values values) {
    var origin = values.require(ADDRESS);
    return origin == null
        ? null
        : new Origin(origin.tls(), origin.host(), origin.port(), values.get(WEIGHT));
  }

  @Override
  public @Nullable Origin read(Raw raw, Reading reading) {
    return raw instanceof Raw.Mapping ? WEIGHTED.read(raw, reading) : URL.read(raw, reading);
  }

  @Override
  public String expected() {
    return URL.expected() + ", or a mapping of url and weight";
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("anyOf", List.of(URL.schema(), WEIGHTED.schema()));
  }
}
