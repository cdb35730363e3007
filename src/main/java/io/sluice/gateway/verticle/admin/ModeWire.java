package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.message.WireForm;
import io.sluice.gateway.verticle.ingress.CacheMode.Mode;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The {@link WireForm} of a change of the kill switch, whose content is the mode's name. */
final class ModeWire {
  private static final int MAX_BYTES = 64;

  private ModeWire() {}

  static Buffer encode(Mode mode) {
    return WireForm.ofText(mode.name());
  }

  /**
   * Empty for a mode of a later release.
   *
   * @throws WireForm.UnreadableException when it is none
   */
  static Optional<Mode> decode(Buffer wire) {
    var name = WireForm.text(wire, MAX_BYTES);
    for (var mode : Mode.values()) {
      if (mode.name().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
