package io.sluice.gateway.caching;

import java.util.Objects;

/** A request whose target or Host is not valid: answered 400 and the connection is closed. */
public final class InvalidTargetException extends Exception {

  /** What is wrong with it. */
  public enum Reason {
    /** No Host (HTTP/1.1) or {@code :authority}. */
    MISSING_HOST,
    /** More than one Host line. */
    SEVERAL_HOSTS,
    /** Host or authority is not {@code uri-host [ ":" port ]}. */
    INVALID_HOST,
    /** The target has a form that its method does not allow: {@code *} or authority-form. */
    INVALID_FORM,
    /** An absolute-form target whose scheme is not the connection's. */
    WRONG_SCHEME,
    /** A character or percent-encoding that a target cannot have. */
    INVALID_CHARACTER
  }

  private final Reason reason;

  InvalidTargetException(Reason reason, String detail) {
    super(detail, null, false, false); // thrown for hostile input: no stack trace to fill in
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  /** One sentence for the problem document and the log; never null. */
  public String detail() {
    return Objects.requireNonNull(getMessage());
  }
}
