package io.sluice.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mappings whose keys the operator chooses. */
record MapKind<V>(Kind<String> name, Kind<V> value) implements Kind<Map<String, V>> {
  @Override
  public @Nullable Map<String, V> read(Raw raw, Reading reading) {
    if (!(raw instanceof Raw.Mapping mapping)) {
      reading.reject(raw, expected());
      return null;
    }
    var values = new LinkedHashMap<String, V>();
    for (var entry : mapping.entries()) {
      var key = new Raw.Scalar(entry.mark(), entry.key(), Raw.Style.UNTYPED);
      var readKey = name.read(key, reading);
      var readValue = value.read(entry.value(), reading.child(entry.key()));
      if (readKey != null && readValue != null && values.put(readKey, readValue) != null) {
        reading.reject(key, "each name once");
      }
    }
    return values.size() < mapping.entries().size() ? null : values;
  }

  @Override
  public String expected() {
    return "a mapping from " + name.expected() + " to " + value.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type", "object", "propertyNames", name.schema(), "additionalProperties", value.schema());
  }

  @Override
  public boolean structured() {
    return true;
  }
}
