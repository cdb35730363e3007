package io.sluice.gateway.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong; the same fault counts once, however often a value is looked at. */
final class Problems {
  private final Set<Fault> faults = new LinkedHashSet<>();
  private final Set<Fault> warnings = new LinkedHashSet<>();

  void fault(Raw.Mark mark, String key, String message) {
    faults.add(at(mark, key, message));
  }

  void warning(Raw.Mark mark, String key, String message) {
    warnings.add(at(mark, key, message));
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  List<Fault> warnings() {
    return List.copyOf(warnings);
  }

  private static Fault at(Raw.Mark mark, String key, String message) {
    return new Fault(mark.source(), mark.line(), mark.column(), key, message);
  }
}
