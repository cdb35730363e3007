package io.sluice.gateway.message;

import io.sluice.gateway.caching.Fields;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A Vert.x header or trailer section as {@code caching} sees it; a view, not a copy. */
public record MultiMapFields(MultiMap map) implements Fields {

  @Override
  public @Nullable String get(String name) {
    return map.get(name);
  }

  @Override
  public List<String> all(String name) {
    return map.getAll(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> action) {
    map.forEach(action);
  }
}
