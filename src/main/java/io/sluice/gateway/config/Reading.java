package io.sluice.gateway.config;

/**
 * The circumstances in which a value is read.
 *
 * @param key path for messages: {@code rules[0].match.path}
 * @param secret whether messages hide the value
 */
record Reading(String key, boolean secret, Problems problems) {
  /** Reports that the value is not what was expected. */
  void reject(Raw raw, String expected) {
    var scalar = raw instanceof Raw.Scalar value && value.style() != Raw.Style.NULL;
    var shown = secret && scalar ? Secret.MASK : raw.shown();
    problems.fault(raw.mark(), key, "value: " + shown + " (expected: " + expected + ")");
  }

  Reading item(int index) {
    return new Reading(key + "[" + index + "]", secret, problems);
  }

  Reading child(String name) {
    return new Reading(
        key + "." + Printable.of(name), secret || Shown.isCredential(name), problems);
  }
}
