package io.sluice.gateway.verticle.event;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.config.EventMapping;
import io.sluice.gateway.config.EventMapping.Mode;
import io.sluice.gateway.config.EventTemplate;
import io.sluice.gateway.config.TagValue;
import io.sluice.gateway.verticle.event.Expansion.UnfitException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** What an event invalidates, by the mappings of the configuration: all that match apply. */
public final class EventMapper {
  /** Typed tags of one event; a URL or prefix without a scheme takes two. */
  public static final int MAX_TAGS = 1000;

  private final List<EventMapping> mappings;

  public EventMapper(List<EventMapping> mappings) {
    this.mappings = List.copyOf(mappings);
  }

  /** What an event means. */
  public sealed interface Meaning {}

  /**
   * Typed tags that are invalid from now on; none, where no mapping matches or arrays are empty.
   *
   * @param mappings the names of those that match
   * @param hard for good
   * @param soft none of {@code hard} among them
   */
  public record Invalidates(List<String> mappings, Set<String> hard, Set<String> soft)
      implements Meaning {}

  /** A mapping matches, and the event has not what it needs; then none applies. */
  public record Unfit(String reason) implements Meaning {}

  public Meaning of(ReceivedEvent event) {
    var names = new ArrayList<String>();
    var hard = new LinkedHashSet<String>();
    var soft = new LinkedHashSet<String>();
    for (var mapping : mappings) {
      if (mapping.matches(event.type(), event.source())) {
        names.add(mapping.name());
        try {
          add(mapping, event, mapping.mode() == Mode.HARD ? hard : soft);
        } catch (UnfitException unfit) {
          return new Unfit(mapping.name() + ": " + unfit.getMessage());
        }
      }
    }
    soft.removeAll(hard);
    int tags = hard.size() + soft.size();
    return tags > MAX_TAGS
        ? new Unfit("tags: " + tags + " (limit: " + MAX_TAGS + " an event)")
        : new Invalidates(names, hard, soft);
  }

  /** Makes typed tags of the text that a template has become. */
  private interface Target {
    List<String> tags(EventTemplate template, String text)
        throws InvalidTargetException, UnfitException;
  }

  private static void add(EventMapping mapping, ReceivedEvent event, Set<String> tags)
      throws UnfitException {
    // As rules write it: an event names what they have stored.
    BiFunction<String, Boolean, String> written = (value, reserved) -> TagValue.ofText(value);
    Target tag = (template, text) -> List.of(PurgeTarget.tag(text));
    Target url = (template, text) -> PurgeTarget.url(unresolved(template, text));
    Target prefix = (template, text) -> PurgeTarget.prefix(unresolved(template, text));
    add("tags", mapping.tags(), event, written, tag, tags);
    add("urls", mapping.urls(), event, UrlValue::encode, url, tags);
    add("prefixes", mapping.prefixes(), event, UrlValue::encode, prefix, tags);
  }

  /** What is put into a segment stays there: of {@code ..} a prefix would become a whole site. */
  private static String unresolved(EventTemplate template, String url) throws UnfitException {
    if (!template.hasReserved() && UrlValue.hasDotSegment(url)) {
      throw new UnfitException(Text.printable(url) + " (expected: no dot segment)");
    }
    return url;
  }

  private static void add(
      String key,
      List<EventTemplate> templates,
      ReceivedEvent event,
      BiFunction<String, Boolean, String> encoding,
      Target target,
      Set<String> tags)
      throws UnfitException {
    for (int i = 0; i < templates.size(); i++) {
      try {
        for (var text : Expansion.of(templates.get(i), event, encoding, MAX_TAGS)) {
          tags.addAll(target.tags(templates.get(i), text));
        }
      } catch (UnfitException unfit) {
        throw new UnfitException(key + "[" + i + "]: " + unfit.getMessage());
      } catch (InvalidTargetException invalid) {
        throw new UnfitException(key + "[" + i + "]: " + invalid.detail());
      }
    }
  }
}
