package io.sluice.gateway.spi;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #MAX} events that could not be applied, where all nodes see them. Used on one
 * event loop.
 */
public interface DeadLetters {
  /** How many are kept; beyond it the oldest go. */
  int MAX = 1000;

  /**
   * Keeps one.
   *
   * @return its id
   */
  Future<String> add(DeadLetter letter);

  /**
   * Some of them, the newest first.
   *
   * @param cursor null to begin, else what the last page gave
   * @param limit 1 to 1,000
   * @return fails with an {@link IllegalArgumentException} for a cursor that was never given out
   */
  Future<Page> page(@Nullable String cursor, int limit);

  /** One of them, if it is there. */
  Future<Optional<DeadLetter>> find(String id);

  /** Forgets one; whether it was there. */
  Future<Boolean> remove(String id);

  /**
   * @param cursor null after the last page
   */
  record Page(List<Kept> letters, @Nullable String cursor) {}

  /** A letter under its id. */
  record Kept(String id, DeadLetter letter) {}
}
