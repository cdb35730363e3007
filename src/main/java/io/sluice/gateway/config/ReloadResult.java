package io.sluice.gateway.config;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What reading the configuration again came to.
 *
 * @param trigger who or what asked for it
 * @param changed keys that are different now, or would be
 * @param restart those of them that need one, for which all of them were refused
 * @param pending keys of files whose content has changed since the start, and which are read at the
 *     start only
 * @param faults for which all stays as it was
 */
public record ReloadResult(
    Outcome outcome,
    Instant at,
    String trigger,
    List<String> changed,
    List<String> restart,
    List<String> pending,
    List<Fault> faults,
    List<Fault> warnings) {
  private static final int MAX_SHOWN = 5;

  /** How it ended. */
  public enum Outcome {
    /** The new configuration is in force. */
    APPLIED,
    /** It says what it said. */
    UNCHANGED,
    /** It changes what needs a restart, and nothing of it is in force. */
    REFUSED,
    /** It has faults, and nothing of it is in force. */
    FAULTY;

    /** As metrics and answers have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether what is in force is what the sources say. */
    public boolean isSuccess() {
      return this == APPLIED || this == UNCHANGED;
    }
  }

  public ReloadResult {
    changed = List.copyOf(changed);
    restart = List.copyOf(restart);
    pending = List.copyOf(pending);
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }

  /** One sentence for the log. */
  public String summary() {
    var text =
        switch (outcome) {
          case APPLIED -> "The configuration has changed: " + listed(changed);
          case UNCHANGED -> "The configuration is unchanged";
          case REFUSED ->
              "The configuration stays as it is, since a restart is needed for " + listed(restart);
          case FAULTY -> "The configuration stays as it is: " + listed(faults);
        };
    return pending.isEmpty()
        ? text
        : text + "; changed files that are read with the next start: " + listed(pending);
  }

  private static String listed(List<?> all) {
    var shown = all.stream().limit(MAX_SHOWN).map(Object::toString);
    return shown.collect(Collectors.joining("; "))
        + (all.size() > MAX_SHOWN ? "; and " + (all.size() - MAX_SHOWN) + " more" : "");
  }
}
