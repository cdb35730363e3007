package io.sluice.gateway.bootstrap.consistency;

import java.util.Locale;

/** Something that happened to a page, from its beginning to its end, for reports. */
record Event(long beginNanos, long endNanos, String what, long version, String where) {

  /** With times in seconds since the start of the check. */
  String line(long startNanos) {
    return String.format(
        Locale.ROOT,
        "%9.4f – %9.4f  %-12s v%d  %s",
        (beginNanos - startNanos) / 1e9,
        (endNanos - startNanos) / 1e9,
        what,
        version,
        where);
  }
}
