package io.sluice.gateway.caching;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of a stored response, with all that deciding about its reuse needs. Immutable.
 *
 * <p>A codec writes and reads the constructor's plain values; everything else (validators, the
 * fields of a 304, …) is derived from them, mostly when it is asked for: there are many of these,
 * and few are asked.
 */
public final class StoredResponse {
  private static final Shared<Freshness> LIFETIMES = new Shared<>();

  private final int status;
  private final StoredFields fields;
  private final long responseTimeMillis;
  private final long initialAgeMillis;
  private final Freshness freshness;
  private final Vary vary;
  private final List<String> tags;
  private final FieldRewrites rewrites;
  private final int fieldBytes;
  private final StoredFields sentFields;
  private @Nullable StoredFields notModifiedFields; // made when first needed; races are harmless

  /**
   * One whose fields are sent as they are.
   *
   * @see #StoredResponse(int, StoredFields, long, long, Freshness, Vary, List, FieldRewrites)
   */
  public StoredResponse(
      int status,
      StoredFields fields,
      long responseTimeMillis,
      long initialAgeMillis,
      Freshness freshness,
      Vary vary,
      List<String> tags) {
    this(
        status,
        fields,
        responseTimeMillis,
        initialAgeMillis,
        freshness,
        vary,
        tags,
        FieldRewrites.NONE);
  }

  /**
   * From plain values.
   *
   * @param status the final status
   * @param fields cleaned: no hop-by-hop fields, no Age; always with a Date
   * @param responseTimeMillis when the response arrived, or was last validated
   * @param initialAgeMillis the corrected initial age at that time (RFC 9111 §4.2.3)
   * @param freshness its lifetime and terms
   * @param vary what it was selected by
   * @param tags its typed tags but for those that its URI implies (see {@link Tags})
   * @param rewrites what a rule changes in the fields before they are sent
   */
  public StoredResponse(
      int status,
      StoredFields fields,
      long responseTimeMillis,
      long initialAgeMillis,
      Freshness freshness,
      Vary vary,
      List<String> tags,
      FieldRewrites rewrites) {
    this(
        status,
        fields.kept(),
        responseTimeMillis,
        initialAgeMillis,
        freshness,
        vary,
        tags,
        rewrites);
  }

  private StoredResponse(
      int status,
      StoredFields.Kept kept,
      long responseTimeMillis,
      long initialAgeMillis,
      Freshness freshness,
      Vary vary,
      List<String> tags,
      FieldRewrites rewrites) {
    this.status = status;
    this.fields = kept.fields();
    this.fieldBytes = kept.ownBytes();
    this.responseTimeMillis = responseTimeMillis;
    this.initialAgeMillis = initialAgeMillis;
    this.freshness = LIFETIMES.of(freshness);
    this.vary = vary;
    this.tags = PackedTexts.of(tags);
    this.rewrites = rewrites;
    this.sentFields = rewrites.apply(fields);
  }

  /** The final status. */
  public int status() {
    return status;
  }

  /** The fields as the origin sent them: all that is decided is decided by these. */
  public StoredFields fields() {
    return fields;
  }

  /** The fields to send, but for those made anew for each use: Age, Cache-Status and the like. */
  public StoredFields sentFields() {
    return sentFields;
  }

  /** What makes {@link #sentFields} of {@link #fields}. */
  public FieldRewrites rewrites() {
    return rewrites;
  }

  /** The same response, sent with these changes. */
  public StoredResponse rewritten(FieldRewrites changes) {
    return changes.equals(rewrites)
        ? this
        : new StoredResponse(
            status,
            new StoredFields.Kept(fields, fieldBytes),
            responseTimeMillis,
            initialAgeMillis,
            freshness,
            vary,
            tags,
            changes);
  }

  /** When the response arrived, or was last validated; epoch milliseconds. */
  public long responseTimeMillis() {
    return responseTimeMillis;
  }

  /** The corrected initial age at that time, in milliseconds. */
  public long initialAgeMillis() {
    return initialAgeMillis;
  }

  /** Its lifetime and terms. */
  public Freshness freshness() {
    return freshness;
  }

  /** What it was selected by. */
  public Vary vary() {
    return vary;
  }

  /** Its typed tags but for those that its URI implies. */
  public List<String> tags() {
    return tags;
  }

  /** Derived: about how many bytes of heap its fields, tags and variant take beside others'. */
  public int byteSize() {
    return fieldBytes
        + (rewrites.isEmpty() ? 0 : sentFields.byteSize())
        + PackedTexts.byteSize(tags)
        + PackedTexts.byteSize(vary.values());
  }

  /** Derived: the valid entity tag, or null. */
  public @Nullable EntityTag entityTag() {
    String value = fields.get(FieldNames.ETAG);
    return value == null ? null : EntityTag.parse(value);
  }

  /** Derived: Date in epoch milliseconds. */
  public long dateMillis() {
    long date = date(FieldNames.DATE);
    return date == HttpDate.INVALID ? responseTimeMillis : date;
  }

  /** Derived: Last-Modified in epoch milliseconds, or {@link HttpDate#INVALID}. */
  public long lastModifiedMillis() {
    return date(FieldNames.LAST_MODIFIED);
  }

  private long date(String name) {
    String value = fields.get(name);
    return value == null ? HttpDate.INVALID : HttpDate.parse(value, responseTimeMillis);
  }

  /** Derived: whether there is a Last-Modified to validate with. */
  public boolean hasLastModified() {
    return lastModifiedMillis() != HttpDate.INVALID;
  }

  /**
   * Derived: whether Last-Modified can serve as a strong validator (RFC 9110 §8.8.2.2): it lies at
   * least a minute before Date.
   */
  public boolean hasStrongLastModified() {
    long date = date(FieldNames.DATE);
    long modified = lastModifiedMillis();
    return modified != HttpDate.INVALID && date != HttpDate.INVALID && modified <= date - 60_000;
  }

  /** Derived: whether it can be validated at all. */
  public boolean hasValidator() {
    return entityTag() != null || hasLastModified();
  }

  /** Derived: the origin's own Cache-Status, or null. */
  public @Nullable String upstreamCacheStatus() {
    return fields.joined(FieldNames.CACHE_STATUS);
  }

  /** Derived: whether a response of this status has content in answer to a GET. */
  public boolean hasContent() {
    return status != 204 && status != 205 && status != 304;
  }

  /** The current age (RFC 9111 §4.2.3) in milliseconds; never decreases as now increases. */
  public long currentAgeMillis(long nowMillis) {
    return initialAgeMillis + Math.max(0, nowMillis - responseTimeMillis);
  }

  /**
   * The current age in whole seconds, at most 2^31−1: the Age of every answer from store. It is the
   * true one also where a targeted field or a rule gave us a longer lifetime than Cache-Control and
   * Expires give those downstream: the age, not anything rewritten, is what keeps them from taking
   * for fresh what by their terms is stale already (RFC 9213 §2.1, RFC 9111 §4.2).
   */
  public long currentAgeSeconds(long nowMillis) {
    return Math.min(DeltaSeconds.MAX, currentAgeMillis(nowMillis) / 1000);
  }

  /**
   * How long it stays fresh, in milliseconds; 0 or less once it is stale, by how much. What
   * no-cache demands is not part of it.
   */
  public long freshForMillis(long nowMillis) {
    return freshness.lifetimeSeconds() * 1000 - currentAgeMillis(nowMillis);
  }

  /**
   * Until when it is of any use, for a time to live: fresh, within a stale window, or validated.
   */
  public long usefulUntilMillis(long keepForValidationMillis) {
    long stale =
        Math.max(freshness.staleWhileRevalidateSeconds(), freshness.staleIfErrorSeconds()) * 1000;
    long fresh = freshness.lifetimeSeconds() * 1000 - initialAgeMillis;
    long kept = hasValidator() ? Math.max(stale, keepForValidationMillis) : stale;
    return responseTimeMillis + fresh + kept;
  }

  /** The same response, stale. */
  public StoredResponse expired() {
    return new StoredResponse(
        status,
        new StoredFields.Kept(fields, fieldBytes),
        responseTimeMillis,
        initialAgeMillis,
        freshness.expired(),
        vary,
        tags,
        rewrites);
  }

  /** The fields of a 304 that tells a client its copy is this one (RFC 9110 §15.4.5). */
  public StoredFields notModifiedFields() {
    StoredFields made = notModifiedFields;
    if (made == null) {
      made = Preconditions.notModifiedFields(this);
      notModifiedFields = made;
    }
    return made;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof StoredResponse other
        && status == other.status
        && responseTimeMillis == other.responseTimeMillis
        && initialAgeMillis == other.initialAgeMillis
        && fields.equals(other.fields)
        && freshness.equals(other.freshness)
        && vary.equals(other.vary)
        && tags.equals(other.tags)
        && rewrites.equals(other.rewrites);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, fields, responseTimeMillis, freshness, vary);
  }

  @Override
  public String toString() {
    return status + " " + freshness.explain() + " vary=" + vary + " tags=" + tags;
  }
}
