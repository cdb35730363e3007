package io.sluice.gateway.config;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The rows that concern the process as a whole, the invalidation protocol and the rules. */
final class ProcessSettings {
  static final Section SECTION = new Section("", "The process.");
  static final Section INVALIDATION =
      new Section("invalidation", "The dials of the invalidation protocol.");

  private static final Setting<String> NODE_ID =
      SECTION.add(
          "node.id",
          row ->
              row.unset("host name and port")
                  .env("SLUICE_NODE_ID")
                  .starter()
                  .as(
                      Kinds.text("a name of letters, digits and . _ : -", "[A-Za-z0-9._:-]{1,128}"),
                      "Name of this node in receipts and logs; each node has its own."));
  private static final Setting<Integer> EVENT_LOOPS =
      SECTION.add(
          "vertx.event-loops",
          row ->
              row.unset("one for each available processor")
                  .env("SLUICE_EVENT_LOOPS")
                  .as(Kinds.integer(1, 1024), "Number of event loops."));
  private static final Setting<Duration> SHUTDOWN_DELAY =
      SECTION.add(
          "shutdown.delay",
          row ->
              row.byDefault("1s")
                  .live()
                  .as(
                      Kinds.duration("0s", "10m"),
                      "How long the node accepts connections after SIGTERM, while it is not ready"
                          + " and every answer is the last on its connection: two intervals of the"
                          + " balancer's probes."));
  private static final Setting<Duration> SHUTDOWN_GRACE =
      SECTION.add(
          "shutdown.grace",
          row ->
              row.byDefault("10s")
                  .live()
                  .as(
                      Kinds.duration("0s", "1h"),
                      "How long requests may go on after that before they are cut off."));
  static final Setting<RuleSet> RULES =
      SECTION.add(
          "rules",
          row ->
              row.byDefault("")
                  .live()
                  .env("CACHE_RULES")
                  .as(
                      RuleKind.rules(),
                      "Settings for the requests and responses that match; the first match wins. A"
                          + " rule has the form below, or the flat form with `pattern`."));

  private static final Setting<Duration> LEASE =
      INVALIDATION.add(
          "lease",
          row ->
              row.byDefault("5s")
                  .as(
                      Kinds.duration("500ms", "5m"),
                      "How long a node trusts its table without hearing from Redis, and so the"
                          + " longest an invalidation waits for a node that is cut off. The same on"
                          + " every node."));
  private static final Setting<Duration> HEARTBEAT =
      INVALIDATION.add(
          "heartbeat",
          row ->
              row.byDefault("500ms")
                  .as(
                      Kinds.duration("10ms", "1m"),
                      "Pause between two renewals of the lease; at most a quarter of it."));
  private static final Setting<Duration> TIMEOUT =
      INVALIDATION.add(
          "timeout",
          row ->
              row.byDefault("10s")
                  .live()
                  .as(
                      Kinds.duration("10ms", "10m"),
                      "How long an invalidation waits for all nodes unless the request says"
                          + " otherwise."));
  private static final Setting<Integer> MAX_TRACKED_TAGS =
      INVALIDATION.add(
          "max-tracked-tags",
          row ->
              row.byDefault("1000000")
                  .as(
                      Kinds.integer(1000, 100_000_000),
                      "Tags that the log remembers; beyond it, what is older than the oldest of"
                          + " them"
                          + " becomes invalid as a whole."));
  private static final Setting<Integer> REFRESH_RATE =
      INVALIDATION.add(
          "refresh-rate",
          row ->
              row.byDefault("100")
                  .live()
                  .as(
                      Kinds.integer(1, 1_000_000),
                      "Fetches a second, of all nodes of the cluster together, by which entries"
                          + " that a soft invalidation made stale are refreshed as they are asked"
                          + " for; until its turn each is served stale."));

  private ProcessSettings() {}

  static String nodeId(Values values, String hostName, int port) {
    var id = values.find(NODE_ID);
    return id == null ? hostName.replaceAll("[^A-Za-z0-9._-]", "-") + ":" + port : id;
  }

  static int eventLoops(Values values, int processors) {
    var loops = values.find(EVENT_LOOPS);
    return loops == null ? processors : loops;
  }

  static ShutdownConfig shutdown(Values values) {
    return new ShutdownConfig(values.get(SHUTDOWN_DELAY), values.get(SHUTDOWN_GRACE));
  }

  /** The rules, of which each names only upstreams that there are. */
  static RuleSet rules(Values values, Iterable<String> upstreams) {
    var rules = values.get(RULES);
    var known = new TreeSet<String>();
    upstreams.forEach(known::add);
    for (int i = 0; i < rules.rules().size(); i++) {
      var upstream = rules.rules().get(i).settings().upstream();
      if (upstream != null && !known.contains(upstream)) {
        values.fault(RULES, i, "upstream", unknownUpstream(upstream, known));
      }
    }
    return rules;
  }

  private static String unknownUpstream(String name, Set<String> known) {
    var hint =
        Nearest.to(name, known)
            .map(near -> "did you mean " + near + "?")
            .orElse(
                known.isEmpty()
                    ? "expected: one below upstreams, where there is none"
                    : "expected: one of " + String.join(", ", known));
    return "value: " + Printable.of(name) + ", which is no upstream (" + hint + ")";
  }

  static InvalidationConfig readInvalidation(Values values) {
    var lease = values.get(LEASE);
    var heartbeat = values.get(HEARTBEAT);
    if (heartbeat.multipliedBy(4).compareTo(lease) > 0) {
      values.fault(
          HEARTBEAT,
          "value: %s (expected: at most a quarter of invalidation.lease, %s)"
              .formatted(Durations.format(heartbeat), Durations.format(lease)));
    }
    return new InvalidationConfig(
        lease,
        heartbeat,
        values.get(TIMEOUT),
        values.get(MAX_TRACKED_TAGS),
        values.get(REFRESH_RATE));
  }
}
