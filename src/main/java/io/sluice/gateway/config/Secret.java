package io.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A password or token, which never prints itself. */
public final class Secret {
  /** What is shown instead of a secret. */
  static final String MASK = "***";

  private final String value;
  private final byte[] digest;

  public Secret(String value) {
    this.value = value;
    this.digest = digest(value);
  }

  /** The secret itself: for the wire, never for a log. */
  public String reveal() {
    return value;
  }

  /**
   * Whether the candidate is the secret. How long that takes depends on the candidate alone:
   * digests are compared, so that neither the secret's length nor where the two differ can be told
   * by it.
   */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(digest, digest(candidate));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
