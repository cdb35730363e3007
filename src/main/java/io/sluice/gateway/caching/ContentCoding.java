package io.sluice.gateway.caching;

/** A content coding that the gateway can apply (RFC 9110 §8.4.1), the preferred one first. */
public enum ContentCoding {
  BR("br"),
  GZIP("gzip");

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** Its name in Accept-Encoding and Content-Encoding. */
  public String token() {
    return token;
  }
}
