package io.sluice.gateway.adapter.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a request, or the headers of a message. */
enum FieldsGetter implements TextMapGetter<MultiMap> {
  INSTANCE;

  @Override
  public Iterable<String> keys(MultiMap fields) {
    return fields.names();
  }

  @Override
  public @Nullable String get(@Nullable MultiMap fields, String name) {
    return fields == null ? null : fields.get(name);
  }

  @Override
  public Iterator<String> getAll(@Nullable MultiMap fields, String name) {
    return fields == null ? Collections.emptyIterator() : fields.getAll(name).iterator();
  }
}
