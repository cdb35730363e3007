package io.sluice.gateway.adapter.entry;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the values of an entry's head one after the other; {@link PartReader} reads them. */
final class PartWriter {

  private final Buffer out = Buffer.buffer(512);

  PartWriter number(long value) {
    out.appendLong(value);
    return this;
  }

  PartWriter text(String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    out.appendInt(bytes.length).appendBytes(bytes);
    return this;
  }

  PartWriter texts(List<String> values) {
    out.appendInt(values.size());
    values.forEach(this::text);
    return this;
  }

  Buffer bytes() {
    return out;
  }
}
