package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CodedFields;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.caching.StoredFields;

/** How an answer is sent whose body is on its way. */
enum StreamForm {
  /** As the origin sent it, to whoever asks. */
  ONLY,
  /** As the origin sent it, while another request would get it compressed. */
  IDENTITY,
  /** Compressed on its way. */
  GZIP;

  /** The fields of this form. */
  StoredFields fields(StoredFields fields) {
    return switch (this) {
      case ONLY -> fields;
      case IDENTITY -> CodedFields.varied(fields);
      case GZIP -> CodedFields.coded(fields, ContentCoding.GZIP);
    };
  }

  /** The fields of a 304 in place of this form. */
  StoredFields notModified(StoredFields fields) {
    return switch (this) {
      case ONLY -> fields;
      case IDENTITY -> CodedFields.varied(fields);
      case GZIP -> CodedFields.codedNotModified(fields);
    };
  }
}
