package io.sluice.gateway.bootstrap.doctor;

import io.vertx.core.json.JsonObject;

/**
 * One thing that was looked at.
 *
 * @param subject what was looked at
 * @param figure what was found; empty if there is no more to say
 * @param mend what to do about it; empty if it is well
 */
public record Finding(Status status, String subject, String figure, String mend) {

  /** How well something is. */
  public enum Status {
    OK,
    /** Works, but not as well as it could, or not for ever. */
    WARN,
    /** Does not work. */
    FAIL
  }

  public static Finding ok(String subject, String figure) {
    return new Finding(Status.OK, subject, figure, "");
  }

  public static Finding warn(String subject, String figure, String mend) {
    return new Finding(Status.WARN, subject, figure, mend);
  }

  public static Finding fail(String subject, String figure, String mend) {
    return new Finding(Status.FAIL, subject, figure, mend);
  }

  /** As one line. */
  public String line() {
    return String.format("%-6s", status)
        + subject
        + (figure.isEmpty() ? "" : ": " + figure)
        + (mend.isEmpty() ? "" : " (" + mend + ")");
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("status", status.name())
        .put("check", subject)
        .put("found", figure)
        .put("mend", mend);
  }
}
