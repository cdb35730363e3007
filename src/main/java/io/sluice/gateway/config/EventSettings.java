package io.sluice.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@link EventsConfig}. */
final class EventSettings {
  static final Section SECTION = new Section("events", "Events of other systems that invalidate.");

  private static final Setting<List<EventMapping>> MAPPINGS =
      SECTION.add(
          "mappings",
          row ->
              row.byDefault("")
                  .live()
                  .as(
                      Kinds.listOf(
                          new StructKind<>(
                              "a mapping of events",
                              new Table(EventMappingRows.ROWS.settings()),
                              EventMappingRows::read)),
                      "What events invalidate, by their type and source. All that match apply."));
  private static final Setting<String> STREAM_KEY =
      SECTION.add(
          "stream.key",
          row ->
              row.unset("no stream is read")
                  .as(
                      Kinds.text("a key of visible ASCII characters", "[!-~]{1,512}"),
                      "Redis stream from which the nodes together take events, by its whole key:"
                          + " `redis.key-prefix` is not put in front of it."));
  private static final Setting<String> STREAM_GROUP =
      SECTION.add(
          "stream.group",
          row ->
              row.unset("`redis.key-prefix`")
                  .as(
                      Kinds.text("a name of visible ASCII characters", "[!-~]{1,128}"),
                      "Consumer group: one for the nodes of one cache, since each event goes to one"
                          + " node of a group."));
  private static final Setting<Duration> STREAM_CLAIM_AFTER =
      SECTION.add(
          "stream.claim-after",
          row ->
              row.byDefault("30s")
                  .as(
                      Kinds.duration("1s", "1h"),
                      "How long an event that a node took may stay unfinished before another takes"
                          + " it: what the end of a node may delay it by."));

  private EventSettings() {}

  static EventsConfig read(Values values, RedisConfig redis) {
    return new EventsConfig(named(values), stream(values, redis));
  }

  /** Gives names to those without one, and reports names that occur twice. */
  private static List<EventMapping> named(Values values) {
    var names = new HashSet<String>();
    var mappings = new ArrayList<EventMapping>();
    for (var mapping : values.get(MAPPINGS)) {
      var name = mapping.name().isEmpty() ? "mapping-" + (mappings.size() + 1) : mapping.name();
      if (!names.add(name)) {
        values.fault(
            MAPPINGS, "name: " + Printable.of(name) + ", twice (expected: names of their own)");
      }
      mappings.add(
          new EventMapping(
              name,
              mapping.type(),
              mapping.source(),
              mapping.tags(),
              mapping.urls(),
              mapping.prefixes(),
              mapping.mode()));
    }
    return mappings;
  }

  private static EventsConfig.@Nullable Stream stream(Values values, RedisConfig redis) {
    var key = values.find(STREAM_KEY);
    var group = values.find(STREAM_GROUP);
    var claimAfter = values.get(STREAM_CLAIM_AFTER);
    if (key == null) {
      return null;
    }
    if (!redis.enabled()) {
      values.fault(
          STREAM_KEY, "value: " + Printable.of(key) + " (expected: none, or redis.enabled: true)");
    }
    if (values.get(MAPPINGS).isEmpty()) {
      values.warning(STREAM_KEY, "events are taken and ignored, since there are no mappings");
    }
    return new EventsConfig.Stream(key, group == null ? redis.keyPrefix() : group, claimAfter);
  }
}
