import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a load generator has seen; bytes are with the heads from {@code wrk}. */
record Load(long requests, double perSecond, double p50Millis, double p99Millis, double bytesEach) {
  private static final Pattern COUNTS =
      Pattern.compile("([0-9]+) requests in [^,]+, ([0-9.]+)([KMGT]?)B read");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern SHARE = Pattern.compile(" (50|99)% +([0-9.]+)(us|ms|s|m)\\b");
  private static final Pattern H2_RATE = Pattern.compile("finished in .*, ([0-9.]+) req/s");
  private static final Pattern H2_COUNTS =
      Pattern.compile("([0-9]+) succeeded, ([0-9]+) failed, ([0-9]+) errored, ([0-9]+) timeout");
  private static final Pattern H2_CODES =
      Pattern.compile("status codes: ([0-9]+) 2xx, ([0-9]+) 3xx");
  private static final Pattern H2_DATA = Pattern.compile("\\(([0-9]+)\\) data");

  /** Of {@code wrk --latency}; an error of any kind throws. */
  static Load ofWrk(String said) throws IOException {
    Matcher counts = COUNTS.matcher(said);
    Matcher rate = RATE.matcher(said);
    if (!counts.find() || !rate.find() || said.contains("Non-2xx") || said.contains("errors")) {
      throw new IOException("wrk: " + said);
    }
    double[] shares = new double[100];
    for (Matcher share = SHARE.matcher(said); share.find(); ) {
      double millis =
          switch (share.group(3)) {
            case "us" -> 1e-3;
            case "ms" -> 1;
            case "s" -> 1e3;
            default -> 6e4;
          };
      shares[Integer.parseInt(share.group(1))] = Double.parseDouble(share.group(2)) * millis;
    }
    long requests = Long.parseLong(counts.group(1));
    double unit = Math.pow(1024, " KMGT".indexOf((counts.group(3) + " ").charAt(0)));
    double bytes = Double.parseDouble(counts.group(2)) * unit;
    double perSecond = Double.parseDouble(rate.group(1));
    return new Load(requests, perSecond, shares[50], shares[99], bytes / requests);
  }

  /**
   * Of {@code h2load}; an error of any kind throws.
   *
   * @param log its file of requests, from which the times are taken
   */
  static Load ofH2load(String said, Case one, Path log) throws IOException {
    Matcher rate = H2_RATE.matcher(said);
    Matcher counts = H2_COUNTS.matcher(said);
    Matcher codes = H2_CODES.matcher(said);
    Matcher data = H2_DATA.matcher(said);
    if (!rate.find()
        || !counts.find()
        || !codes.find()
        || !data.find()
        || !List.of(counts.group(2), counts.group(3), counts.group(4))
            .equals(List.of("0", "0", "0"))
        || !said.contains("Application protocol: " + (one.wire.h2() ? "h2" : "http/1.1"))) {
      throw new IOException("h2load: " + said);
    }
    long requests = Long.parseLong(counts.group(1));
    long right = Long.parseLong(codes.group(one.status / 100 - 1));
    // Those under way at the end are in one of the two counts alone.
    if (requests == 0 || Math.abs(requests - right) > requests / 50) {
      throw new IOException("h2load: " + said);
    }
    long[] micros;
    try (var lines = Files.lines(log)) {
      micros =
          lines
              .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
              .toArray();
    }
    Arrays.sort(micros);
    return new Load(
        requests,
        Double.parseDouble(rate.group(1)),
        Results.percentile(micros, 0.5) / 1e3,
        Results.percentile(micros, 0.99) / 1e3,
        Double.parseDouble(data.group(1)) / requests);
  }
}
