package io.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** A password or token, which never prints itself. */
public final class Secret {
  /** What is shown instead of a secret. */
  static final String MASK = "***";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The secret itself: for the wire, never for a log. */
  public String reveal() {
    return value;
  }

  /** Whether the candidate is the secret; takes the same time wherever the two differ. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(value.getBytes(UTF_8), candidate.getBytes(UTF_8));
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
