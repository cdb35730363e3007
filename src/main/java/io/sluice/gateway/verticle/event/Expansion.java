package io.sluice.gateway.verticle.event;

import io.sluice.gateway.config.EventTemplate;
import io.sluice.gateway.config.EventTemplate.Attribute;
import io.sluice.gateway.config.EventTemplate.Data;
import io.sluice.gateway.config.EventTemplate.Literal;
import io.sluice.gateway.config.EventTemplate.Part;
import io.sluice.gateway.config.JsonPointer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a template becomes with the values of an event in it. */
final class Expansion {
  private Expansion() {}

  /** A template that an event does not fill. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The texts; several or none where the template stands for every element of an array.
   *
   * @param encoding of a value, and whether what is reserved stays as it is
   * @param most of them
   */
  static List<String> of(
      EventTemplate template,
      ReceivedEvent event,
      BiFunction<String, Boolean, String> encoding,
      int most)
      throws UnfitException {
    List<StringBuilder> texts = List.of(new StringBuilder());
    for (var part : template.parts()) {
      var values = values(part, event, encoding, most);
      if (values.size() == 1) {
        texts.forEach(text -> text.append(values.get(0)));
      } else {
        // One part at most has not one value, and so there is one text up to here.
        var before = texts.get(0);
        texts = values.stream().map(value -> new StringBuilder(before).append(value)).toList();
        if (texts.isEmpty()) {
          return List.of();
        }
      }
    }
    return texts.stream().map(StringBuilder::toString).toList();
  }

  private static List<String> values(
      Part part, ReceivedEvent event, BiFunction<String, Boolean, String> encoding, int most)
      throws UnfitException {
    if (part instanceof Literal literal) {
      return List.of(literal.text());
    }
    if (part instanceof Attribute attribute) {
      var value = event.attributes().get(attribute.name());
      return List.of(encoding.apply(text(attribute.name(), value), attribute.reserved()));
    }
    var data = (Data) part;
    var found = new ArrayList<@Nullable Object>();
    find(data, 0, event.data(), found, most);
    var values = new ArrayList<String>(found.size());
    for (var value : found) {
      values.add(encoding.apply(text(data.toString(), value), data.reserved()));
    }
    return values;
  }

  private static void find(
      Data data, int step, @Nullable Object value, List<@Nullable Object> found, int most)
      throws UnfitException {
    if (step == data.steps().size()) {
      found.add(value);
      return;
    }
    var name = data.steps().get(step);
    if (name.equals(JsonPointer.EACH)) {
      if (!(value instanceof JsonArray array)) {
        throw new UnfitException(data + ": no array where * stands");
      }
      if (array.size() > most) {
        throw new UnfitException(data + ": " + array.size() + " elements (limit: " + most + ")");
      }
      for (int i = 0; i < array.size(); i++) {
        find(data, step + 1, array.getValue(i), found, most);
      }
    } else {
      find(data, step + 1, child(value, name), found, most);
    }
  }

  private static @Nullable Object child(@Nullable Object value, String name) {
    if (value instanceof JsonObject object) {
      return object.getValue(name);
    }
    if (value instanceof JsonArray array && name.matches("0|[1-9][0-9]{0,8}")) {
      int index = Integer.parseInt(name);
      return index < array.size() ? array.getValue(index) : null;
    }
    return null;
  }

  private static String text(String name, @Nullable Object value) throws UnfitException {
    if (value == null) {
      throw new UnfitException(name + ": missing");
    }
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return value.toString();
    }
    throw new UnfitException(
        name + ": " + Attributes.shown(value) + " (expected: a text or a whole number)");
  }
}
