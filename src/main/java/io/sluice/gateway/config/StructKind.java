package io.sluice.gateway.config;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mappings with keys of their own: a rule, a token.
 *
 * @param name as messages say it: {@code a rule}
 * @param build the value; null after a fault has been reported
 */
record StructKind<T>(String name, Table table, Function<Values, @Nullable T> build)
    implements Kind<T> {
  @Override
  public @Nullable T read(Raw raw, Reading reading) {
    if (!(raw instanceof Raw.Mapping mapping)) {
      reading.reject(raw, expected());
      return null;
    }
    var prefix = reading.key().isEmpty() ? "" : reading.key() + ".";
    var flat = table.flatten(mapping, prefix, reading.problems());
    return build.apply(new Values(flat, prefix, mapping.mark(), reading.problems()));
  }

  @Override
  public String expected() {
    return "a mapping: " + name;
  }

  @Override
  public Map<String, Object> schema() {
    return table.schema();
  }

  @Override
  public boolean structured() {
    return true;
  }
}
