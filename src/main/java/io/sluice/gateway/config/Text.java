package io.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/** Values from sources that know nothing but text. */
final class Text {
  private Text() {}

  /** The value for the setting: the text itself, or what it says as JSON or YAML. */
  static @Nullable Raw raw(Setting<?> setting, Raw.Mark mark, String text, Problems problems) {
    return setting.kind().structured()
        ? YamlReader.readJson(mark.source(), text, problems)
        : new Raw.Scalar(mark, text, Raw.Style.UNTYPED);
  }
}
