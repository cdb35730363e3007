package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.message.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flights under way, by key; several of one key where one does not suit all its requests. */
final class Flights {
  private final Map<CacheKey, List<Flight>> byKey = new HashMap<>();

  /**
   * Begins one.
   *
   * @param storedVary what stored responses of the key were selected by, or null
   */
  Flight begin(Lookup lookup, Flight.Purpose purpose, @Nullable List<String> storedVary) {
    var arriving = arrivingVary(lookup.key());
    var flight = new Flight(lookup, purpose, arriving == null ? storedVary : arriving);
    byKey.computeIfAbsent(lookup.key(), key -> new ArrayList<>(1)).add(flight);
    return flight;
  }

  /** Those of a key, oldest first. */
  List<Flight> of(CacheKey key) {
    return byKey.getOrDefault(key, List.of());
  }

  void remove(Flight flight) {
    var current = byKey.get(flight.key());
    if (current != null && current.remove(flight) && current.isEmpty()) {
      byKey.remove(flight.key());
    }
  }

  private @Nullable List<String> arrivingVary(CacheKey key) {
    for (var flight : of(key)) {
      var arriving = flight.arriving();
      if (arriving != null) {
        return arriving.response().vary().names();
      }
    }
    return null;
  }
}
