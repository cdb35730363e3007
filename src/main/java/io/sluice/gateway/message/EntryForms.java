package io.sluice.gateway.message;

import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The forms in which an entry can be sent whose body may be compressed. Safe from any thread. */
public final class EntryForms {

  /**
   * One of them.
   *
   * @param fields of an answer with the body
   * @param notModifiedFields of a 304 in its place
   */
  public record Form(StoredFields fields, StoredFields notModifiedFields, Buffer body) {}

  private final StoredResponse response;
  private final CodedBodies bodies;
  private final Form identity;

  // Made when first sent; races are harmless, for a form is immutable and each like the other.
  private @Nullable Form br;
  private @Nullable Form gzip;

  EntryForms(StoredResponse response, Buffer body, CodedBodies bodies) {
    this.response = response;
    this.bodies = bodies;
    this.identity =
        new Form(
            CodedFields.varied(response.sentFields()),
            CodedFields.varied(response.notModifiedFields()),
            body);
  }

  /** The origin's own bytes. */
  public Form identity() {
    return identity;
  }

  /** The form in this coding, or null while, or because, there is none. */
  public @Nullable Form find(ContentCoding coding) {
    var known = coding == ContentCoding.BR ? br : gzip;
    return known == null ? make(coding) : known;
  }

  private @Nullable Form make(ContentCoding coding) {
    var body = bodies.find(coding);
    if (body == null) {
      return null;
    }
    var form =
        new Form(
            CodedFields.coded(response.sentFields(), coding),
            CodedFields.codedNotModified(response.notModifiedFields()),
            body);
    if (coding == ContentCoding.BR) {
      br = form;
    } else {
      gzip = form;
    }
    return form;
  }

  /** The bodies behind the coded forms. */
  public CodedBodies bodies() {
    return bodies;
  }
}
