package io.sluice.gateway.verticle.warming;

import java.util.ArrayList;
import java.util.List;

/** How far a warm-up has come; belongs to one event loop. */
public final class Progress {
  private static final int MOST_ERRORS = 10;

  /** Where a warm-up stands. */
  public enum State {
    RUNNING,
    /** Everything was tried, or the limits reached. */
    DONE,
    CANCELLED,
    /** It could not go on. */
    FAILED
  }

  private final String id;
  private final long startedAtMillis = System.currentTimeMillis();
  private final long startedNanos = System.nanoTime();
  private final List<String> errors = new ArrayList<>();
  private State state = State.RUNNING;
  private long endedNanos;
  private long total;
  private long stored;
  private long hits;
  private long notStored;
  private long failed;
  private long bytes;

  public Progress(String id) {
    this.id = id;
  }

  void expect(long more) {
    total += more;
  }

  void countStored(long size) {
    stored++;
    bytes += size;
  }

  void countHit() {
    hits++;
  }

  void countNotStored() {
    notStored++;
  }

  void countFailed(String error) {
    failed++;
    error(error);
  }

  /** Something went wrong that is no single element's fault; the first few are kept. */
  void error(String error) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(error);
    }
  }

  /** Once it has ended it stays as it is. */
  void end(State how) {
    if (isRunning()) {
      state = how;
      endedNanos = System.nanoTime();
    }
  }

  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Given out when it began. */
  public String id() {
    return id;
  }

  public State state() {
    return state;
  }

  /** Known so far; grows while sitemaps are read. */
  public long total() {
    return total;
  }

  public long done() {
    return stored + hits + notStored + failed;
  }

  /** Put into the cache. */
  public long stored() {
    return stored;
  }

  /** Were there already. */
  public long hits() {
    return hits;
  }

  /** Must not be stored, or are of no use any more. */
  public long notStored() {
    return notStored;
  }

  public long failed() {
    return failed;
  }

  /** Of what was stored. */
  public long bytes() {
    return bytes;
  }

  /** The first few. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  public long startedAtMillis() {
    return startedAtMillis;
  }

  public long elapsedMillis() {
    return ((isRunning() ? System.nanoTime() : endedNanos) - startedNanos) / 1_000_000;
  }
}
