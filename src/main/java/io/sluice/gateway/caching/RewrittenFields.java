package io.sluice.gateway.caching;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A view of fields as they look after {@link FieldRewrites}. */
record RewrittenFields(Fields original, FieldRewrites rewrites) implements Fields {

  @Override
  public @Nullable String get(String name) {
    String lower = FieldNames.canonical(name);
    return rewrites.concerns(lower) ? rewrites.value(lower) : original.get(name);
  }

  @Override
  public List<String> all(String name) {
    String lower = FieldNames.canonical(name);
    if (!rewrites.concerns(lower)) {
      return original.all(name);
    }
    String value = rewrites.value(lower);
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public @Nullable String joined(String name) {
    String lower = FieldNames.canonical(name);
    return rewrites.concerns(lower) ? rewrites.value(lower) : original.joined(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> action) {
    original.forEach(
        (name, value) -> {
          if (!rewrites.concerns(FieldNames.canonical(name))) {
            action.accept(name, value);
          }
        });
    rewrites.forEach(
        (name, value) -> {
          if (value != null) {
            action.accept(name, value);
          }
        });
  }
}
