package io.sluice.gateway.caching;

import java.util.List;

/**
 * What becomes of a response's fields when its content is, or could have been, coded on its way to
 * the client.
 */
public final class CodedFields {
  private CodedFields() {}

  /** With Accept-Encoding among what Vary names: another request might have got another form. */
  public static StoredFields varied(StoredFields fields) {
    List<String> names = Vary.names(fields);
    if (names.contains(FieldNames.ACCEPT_ENCODING) || names.contains("*")) {
      return fields;
    }
    return names.isEmpty()
        ? fields.with(FieldNames.VARY, "Accept-Encoding")
        : fields.with(FieldNames.VARY, fields.joined(FieldNames.VARY) + ", Accept-Encoding");
  }

  /**
   * The fields of the coded form, but for its Content-Length. Its entity tag is weak (RFC 9110
   * §8.8.1): the form means the same but has other bytes. Ranges of it are not offered, and what
   * was computed from the origin's bytes is left out.
   */
  public static StoredFields coded(StoredFields fields, ContentCoding coding) {
    return weakened(varied(fields))
        .without(
            name ->
                name.equals(FieldNames.CONTENT_LENGTH)
                    || name.equals("accept-ranges")
                    || isDigest(name))
        .with(FieldNames.CONTENT_ENCODING, coding.token());
  }

  /** The fields of a 304 that stands for the coded form. */
  public static StoredFields codedNotModified(StoredFields notModified) {
    return weakened(varied(notModified));
  }

  /** Whether a field or trailer, in lower case, tells the digest of content. */
  public static boolean isDigest(String lowerName) {
    return switch (lowerName) {
      case "content-digest", "repr-digest", "digest", "content-md5" -> true;
      default -> false;
    };
  }

  private static StoredFields weakened(StoredFields fields) {
    String value = fields.get(FieldNames.ETAG);
    EntityTag tag = value == null ? null : EntityTag.parse(value);
    return tag == null || tag.weak()
        ? fields
        : fields.with(FieldNames.ETAG, new EntityTag(tag.opaque(), true).toString());
  }

  /**
   * The fields of an origin's own 304 that is passed on. When the request's condition names the tag
   * in the weak form that only a coded form has had, the 304 must name it so too, or it confirms
   * nothing that the client has (RFC 9111 §4.3.4).
   */
  public static StoredFields passedNotModified(Fields request, StoredFields notModified) {
    String value = notModified.get(FieldNames.ETAG);
    EntityTag tag = value == null ? null : EntityTag.parse(value);
    String condition = request.joined(FieldNames.IF_NONE_MATCH);
    return tag != null
            && !tag.weak()
            && condition != null
            && condition.contains("W/" + tag.opaque())
        ? codedNotModified(notModified)
        : notModified;
  }

  /**
   * Whether a request may ask for the rest of a coded form: its condition is a date, which a coded
   * form shares with the origin's bytes, and no entity tag, which it does not.
   */
  public static boolean mayResumeCoded(Fields request) {
    String condition = request.get(FieldNames.IF_RANGE);
    return condition != null && EntityTag.parse(condition) == null;
  }
}
