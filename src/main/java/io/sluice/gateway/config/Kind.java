package io.sluice.gateway.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What values of one sort look like: how they are read, described and checked. */
interface Kind<T> {
  /** The value, or null after what is wrong with it has been reported. */
  @Nullable T read(Raw raw, Reading reading);

  /** What is allowed, as messages and documentation say it. */
  String expected();

  /** What is allowed, as JSON Schema says it. */
  Map<String, Object> schema();

  /** Whether the environment and the command line give it as JSON or YAML instead of plain text. */
  default boolean structured() {
    return false;
  }
}
