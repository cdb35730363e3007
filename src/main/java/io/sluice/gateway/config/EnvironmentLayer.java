package io.sluice.gateway.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns environment variables into a layer; an empty variable counts as not set. */
final class EnvironmentLayer {
  /** Names that nobody gives to a variable that is meant for somebody else, or hardly anybody. */
  private static final Pattern OURS =
      Pattern.compile("(SLUICE|CACHE|CACHEABLE|FILE_CACHE|REDIS)_.*");

  /** What container platforms inject for a service that bears our name, or that of Redis. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_[0-9]+_(TCP|UDP).*)|REDIS_(NAME|ENV_.*)");

  private static final Set<String> PARTS_OF_THE_URL = Set.of("REDIS_HOST", "REDIS_PORT");

  private static final Kind<String> REDIS_HOST = NetKinds.host();
  private static final Kind<Integer> REDIS_PORT = Kinds.integer(1, 65535);

  private final Map<String, String> environment;
  private final Problems problems;

  private EnvironmentLayer(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  static Layer read(Map<String, String> environment, Problems problems) {
    return new EnvironmentLayer(environment, problems).layer();
  }

  private Layer layer() {
    var values = new LinkedHashMap<String, Raw>();
    var known = new HashMap<String, Setting<?>>();
    for (var setting : AllSettings.TABLE.settings()) {
      for (var variable : setting.variables()) {
        known.put(variable.name(), setting);
        var text = text(variable.name());
        if (text == null || values.containsKey(variable.key())) {
          continue;
        }
        var raw = Text.raw(setting, mark(variable.name()), variable.adapt().apply(text), problems);
        if (raw != null) {
          values.put(variable.key(), raw);
        }
      }
    }
    redisParts(values);
    warnAboutUnknown(known);
    return Layer.checked(values, problems);
  }

  /** REDIS_HOST and REDIS_PORT, which stand for a URL when there is none. */
  private void redisParts(Map<String, Raw> values) {
    var host = part("REDIS_HOST", REDIS_HOST);
    var port = part("REDIS_PORT", REDIS_PORT);
    if (host == null && port == null) {
      return;
    }
    var name = host == null ? "REDIS_PORT" : "REDIS_HOST";
    if (values.containsKey(RedisSettings.URL.key())) {
      problems.warning(mark(name), RedisSettings.URL.key(), "ignored, since REDIS_URL is set");
      return;
    }
    var place = new HostPort(host == null ? "127.0.0.1" : host, port == null ? 6379 : port);
    values.put(
        RedisSettings.URL.key(), new Raw.Scalar(mark(name), "redis://" + place, Raw.Style.UNTYPED));
  }

  private <T> @Nullable T part(String name, Kind<T> kind) {
    var text = text(name);
    return text == null
        ? null
        : kind.read(
            new Raw.Scalar(mark(name), text, Raw.Style.UNTYPED),
            new Reading(RedisSettings.URL.key(), false, problems));
  }

  /** The variable's value; null = not set, empty, or injected for a service of that name. */
  private @Nullable String text(String name) {
    var text = environment.get(name);
    if (text == null || text.isBlank()) {
      return null;
    }
    if (name.endsWith("_PORT") && text.matches("(tcp|udp)://.*")) {
      problems.warning(
          mark(name),
          "",
          "ignored: a service link of the platform, not a setting (see" + " enableServiceLinks)");
      return null;
    }
    return text.strip();
  }

  /** Empty ones, too, have been meant for something. */
  private void warnAboutUnknown(Map<String, Setting<?>> known) {
    for (var name : new TreeMap<>(environment).keySet()) {
      if (!known.containsKey(name)
          && !PARTS_OF_THE_URL.contains(name)
          && !SERVICE_LINK.matcher(name).matches()) {
        OtherVariables.advice(name)
            .map(advice -> "has no effect: " + advice)
            .or(() -> unknown(name, known))
            .ifPresent(text -> problems.warning(mark(Printable.of(name)), "", text));
      }
    }
  }

  private static Optional<String> unknown(String name, Map<String, Setting<?>> known) {
    if (!OURS.matcher(name).matches()) {
      return Optional.empty();
    }
    var hint = Nearest.to(name, known.keySet()).map(near -> " (did you mean " + near + "?)");
    return Optional.of("unknown variable" + hint.orElse(""));
  }

  private static Raw.Mark mark(String name) {
    return Raw.Mark.of("environment " + name);
  }
}
