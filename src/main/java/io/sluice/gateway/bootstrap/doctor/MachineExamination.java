package io.sluice.gateway.bootstrap.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** This machine and this JVM, in which a node started with the same options would run. */
public final class MachineExamination {
  private static final long FEW_FILES = 4096;
  private static final int MOST_HEAP_PERCENT = 70;

  private MachineExamination() {}

  /**
   * @param l1Bytes budget of the memory tier
   * @param originConnections that may be open at once
   */
  public static List<Finding> of(long l1Bytes, long originConnections) {
    var findings = new ArrayList<Finding>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      findings.add(files(system.getMaxFileDescriptorCount(), originConnections));
    }
    findings.add(heap(Runtime.getRuntime().maxMemory(), l1Bytes));
    return findings;
  }

  static Finding files(long limit, long originConnections) {
    long left = limit - originConnections;
    var figure =
        limit
            + " (nofile), of which origins may take "
            + originConnections
            + ": "
            + Math.max(0, left)
            + " for clients and the rest";
    return left >= FEW_FILES
        ? Finding.ok("file limit", figure)
        : Finding.warn(
            "file limit",
            figure,
            "raise it: ulimit -n, LimitNOFILE of systemd, --ulimit nofile of containers; at the"
                + " limit connections are refused");
  }

  static Finding heap(long heapBytes, long l1Bytes) {
    long percent = l1Bytes * 100 / Math.max(1, heapBytes);
    var figure =
        (l1Bytes >> 20)
            + " MiB of "
            + (heapBytes >> 20)
            + " MiB for the memory tier, "
            + percent
            + " %";
    if (percent > 100) {
      return Finding.fail("heap", figure, "more -Xmx, or a smaller cache.l1.max-bytes");
    }
    return percent <= MOST_HEAP_PERCENT
        ? Finding.ok("heap", figure)
        : Finding.warn(
            "heap", figure, "more -Xmx, or a smaller cache.l1.max-bytes: requests need room too");
  }
}
