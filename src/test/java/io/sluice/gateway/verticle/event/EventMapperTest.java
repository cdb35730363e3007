package io.sluice.gateway.verticle.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.ConfigSources;
import io.sluice.gateway.verticle.event.EventMapper.Invalidates;
import io.sluice.gateway.verticle.event.EventMapper.Meaning;
import io.sluice.gateway.verticle.event.EventMapper.Unfit;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventMapperTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "product:{data./id}          | {'id':7}                     | t:product:7",
        "product:{data./id}          | {'id':'a b'}                 | t:product:a b",
        "product:{data./id}          | {'id':' a '}                 | t:product:%20a%20",
        "product:{data./id}          | {'id':'a,b'}                 | t:product:a%2Cb",
        "product:{data./id}          | {'id':'café'}                | t:product:caf%C3%A9",
        "product:{data./id}          | {'id':'a\\nb'}               | t:product:a%0Ab",
        "product:{data./id}          | {'id':12345678901234567890}  | t:product:12345678901234567890",
        "{data./a~1b/m~0n}           | {'a/b':{'m~n':'x'}}          | t:x",
        "{data./}                    | {'':'x'}                     | t:x",
        "{data./a/1}                 | {'a':['x','y']}              | t:y",
        "{data}                      | 'x'                          | t:x",
        "{subject}-{type}-{source}   | {}                           | t:s-product.updated-/shop",
        "a:{data./a/*/id}:{data./b}  | {'a':[{'id':1},{'id':2}],'b':3} | t:a:1:3, t:a:2:3",
        "a:{data./a/*}               | {'a':[1,1]}                  | t:a:1",
        "a:{data./a/*}               | {'a':[]}                     | ``",
        "all                         | {}                           | t:all",
      })
  void aTagIsMadeOfPartsOfTheEvent(String template, String data, String tags) {
    assertThat(invalidates(tags(template), data).hard()).containsExactly(split(tags));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{data./id}      | {}                    | data./id: missing",
        "{data./id}      | {'id':null}           | data./id: missing",
        "{data./id}      | {'id':''}             | data./id: \"\" (expected: a text or",
        "{data./id}      | {'id':1.5}            | data./id: \"1.5\"",
        "{data./id}      | {'id':true}           | data./id: \"true\"",
        "{data./id}      | {'id':{'a':1}}        | (expected: a text or a whole number)",
        "{data./id}      | {'id':[1]}            | (expected: a text or a whole number)",
        "{data./id}      | 'text'                | data./id: missing",
        "{data./a/2}     | {'a':[1]}             | data./a/2: missing",
        "{data./a/-}     | {'a':[1]}             | data./a/-: missing",
        "{data./a/01}    | {'a':[1,2]}           | data./a/01: missing",
        "{data./a/b/c}   | {'a':1}               | data./a/b/c: missing",
        "{data./a/*}     | {'a':{'b':1}}         | data./a/*: no array where * stands",
        "{data./a/*}     | {}                    | data./a/*: no array",
        "{data./a/*/id}  | {'a':[{'id':1},{}]}   | data./a/*/id: missing",
        "{account}       | {}                    | account: missing",
      })
  void anEventThatLacksWhatAMappingNeedsIsUnfit(String template, String data, String reason) {
    assertThat(((Unfit) of(tags(template), data)).reason())
        .startsWith("m: tags[0]: ")
        .contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "https://a/p/{data./v}  | x/y?z#    | https://a/p/x%2Fy%3Fz%23",
        "https://a/p/{data./v}  | 50% é     | https://a/p/50%25%20%C3%A9",
        "https://a/{data./v}.js | ..        | https://a/...js",
        "https://a{+data./v}    | /x/y?z=1  | https://a/x/y",
        "https://a{+data./v}    | /x/../y   | https://a/y",
        "https://a{+data./v}    | /50%25%   | https://a/50%25%25",
        "{+data./v}             | https://b.example/c#d | https://b.example/c",
      })
  void whatIsPutIntoAUrlStaysWhereItIsPut(String template, String value, String url) {
    var meaning =
        invalidates("urls: ['" + template + "']", new JsonObject().put("v", value).encode());
    var http = "u:" + url.replace("https:", "http:");
    assertThat(meaning.hard()).containsExactlyInAnyOrder("u:" + url, http);
  }

  @Test
  void aUrlThatIsNoneIsUnfit() {
    assertThat(((Unfit) of("urls: ['https://a/p/{data./v}']", "{'v':'../x'}")).reason())
        .startsWith("m: urls[0]: ")
        .contains("dot segment");
    for (var target : List.of("prefixes: ['https://a/{data./v}/']", "urls: ['a/x/{data./v}']")) {
      for (var value : List.of("..", ".")) {
        assertThat(((Unfit) of(target, "{'v':'" + value + "'}")).reason())
            .as("%s with %s", target, value)
            .contains("[0]: ", "expected: no dot segment");
      }
    }
    assertThat(((Unfit) of("urls: ['{+data./v}']", "{'v':'/no/host'}")).reason())
        .startsWith("m: urls[0]: ")
        .contains("begins with a host");
  }

  @Test
  void aTagThatNoResponseCanCarryIsUnfit() {
    assertThat(((Unfit) of(tags("x:{data./id}"), "{'id':'" + "y".repeat(1023) + "'}")).reason())
        .startsWith("m: tags[0]: tag: ")
        .contains("1 to 1024");
  }

  @Test
  void prefixesAreInvalidatedAsThePurgeCallDoes() {
    assertThat(invalidates("prefixes: ['a.example/{data./v}/']", "{'v':'x'}").hard())
        .containsExactlyInAnyOrder("p:http://a.example/x/", "p:https://a.example/x/");
  }

  @Test
  void allMappingsThatMatchApplyAndHardOutweighsSoft() {
    var mapper =
        mapper(
            """
            - {name: a, match: {type: "product.*"}, tags: ["p:{data./id}", common], mode: soft}
            - {name: b, match: {type: "*", source: "/sh*"}, tags: [common, b]}
            - {name: c, match: {type: "product.updated", source: "/other"}, tags: [c]}
            - {name: d, match: {type: "order.*"}, tags: [d]}
            """);
    var meaning = (Invalidates) mapper.of(event("{'id':1}"));
    assertThat(meaning.mappings()).containsExactly("a", "b");
    assertThat(meaning.hard()).containsExactly("t:common", "t:b");
    assertThat(meaning.soft()).containsExactly("t:p:1");
  }

  @Test
  void oneMappingThatDoesNotFitKeepsAllFromApplying() {
    var mapper =
        mapper(
            """
            - {name: a, match: {type: "*"}, tags: [a]}
            - {name: b, match: {type: "*"}, tags: ["{data./missing}"]}
            """);
    assertThat(mapper.of(event("{}"))).isEqualTo(new Unfit("b: tags[0]: data./missing: missing"));
  }

  @Test
  void whatNoMappingMatchesMeansNothing() {
    assertThat(mapper("- {match: {type: other}, tags: [a]}").of(event("{}")))
        .isEqualTo(new Invalidates(List.of(), java.util.Set.of(), java.util.Set.of()));
  }

  @Test
  void theTagsOfAnEventAreBounded() {
    assertThat(invalidates(tags("{data./a/*}"), "{'a':[" + numbers(1000) + "]}").hard())
        .hasSize(1000);
    assertThat(((Unfit) of(tags("{data./a/*}"), "{'a':[" + numbers(1001) + "]}")).reason())
        .contains("1001 elements (limit: 1000)");
    var two = "tags: ['{data./a/*}'], urls: ['a/{data./a/*}']";
    assertThat(((Unfit) of(two, "{'a':[" + numbers(400) + "]}")).reason())
        .isEqualTo("tags: 1200 (limit: 1000 an event)");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
  }

  private static String[] split(String tags) {
    return tags.isEmpty() ? new String[0] : tags.split(", ");
  }

  private static String tags(String template) {
    return "tags: ['" + template + "']";
  }

  private static Invalidates invalidates(String targets, String data) {
    return (Invalidates) of(targets, data);
  }

  private static Meaning of(String targets, String data) {
    return mapper("- {name: m, match: {type: '*'}, " + targets + "}").of(event(data));
  }

  private static ReceivedEvent event(String data) {
    return EventForms.read(
        Buffer.buffer(
            ("{'specversion':'1.0','id':'1','type':'product.updated','source':'/shop',"
                    + "'subject':'s','data':"
                    + data
                    + "}")
                .replace('\'', '"')));
  }

  private static EventMapper mapper(String mappings) {
    var options = Map.of("events.mappings", mappings);
    var machine = ConfigSources.Machine.current("localhost");
    var result = ConfigLoader.load(new ConfigSources(List.of(), null, Map.of(), options, machine));
    assertThat(result).isInstanceOf(ConfigResult.Ok.class);
    return new EventMapper(((ConfigResult.Ok) result).config().events().mappings());
  }
}
