package io.sluice.gateway.spi;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dead letters of this node alone, until its end: where there is no shared store. */
public final class MemoryDeadLetters implements DeadLetters {
  private final NavigableMap<Long, DeadLetter> letters = new TreeMap<>();
  private long last;

  @Override
  public Future<String> add(DeadLetter letter) {
    letters.put(++last, letter);
    if (letters.size() > MAX) {
      letters.pollFirstEntry();
    }
    return Future.succeededFuture(Long.toString(last));
  }

  @Override
  public Future<Page> page(@Nullable String cursor, int limit) {
    var before = cursor == null ? Optional.of(Long.MAX_VALUE) : number(cursor);
    if (before.isEmpty()) {
      return Future.failedFuture(
          new IllegalArgumentException("cursor: malformed (expected: one that was given out)"));
    }
    var page = new ArrayList<Kept>();
    for (Map.Entry<Long, DeadLetter> entry :
        letters.headMap(before.get(), false).descendingMap().entrySet()) {
      if (page.size() == limit) {
        break;
      }
      page.add(new Kept(entry.getKey().toString(), entry.getValue()));
    }
    return Future.succeededFuture(
        new Page(page, page.size() < limit ? null : page.get(limit - 1).id()));
  }

  @Override
  public Future<Optional<DeadLetter>> find(String id) {
    return Future.succeededFuture(number(id).map(letters::get));
  }

  @Override
  public Future<Boolean> remove(String id) {
    return Future.succeededFuture(number(id).map(letters::remove).isPresent());
  }

  private static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}
