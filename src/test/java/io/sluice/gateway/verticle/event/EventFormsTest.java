package io.sluice.gateway.verticle.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.verticle.event.EventException.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventFormsTest {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCHED = "application/cloudevents-batch+json";

  /** What follows {@code specversion}, {@code type} and {@code source}. */
  private static String event(String rest) {
    return "{'specversion':'1.0','type':'t','source':'/s'" + rest + "}";
  }

  static Stream<Arguments> malformed() {
    var wide = "x".repeat(1 << 20);
    return Stream.of(
        arguments("", "the body is empty"),
        arguments("{", "the body is not JSON at line 1, column 2"),
        arguments("{\n 'id': }", "line 2"),
        arguments("[]", "no JSON object"),
        arguments("null", "no JSON object"),
        arguments("'text'", "no JSON object"),
        arguments("{}{}", "not JSON"),
        arguments("{} // comment", "not JSON"),
        arguments("{'id':NaN}", "not JSON"),
        arguments("{}", "specversion: missing (expected: \"1.0\")"),
        arguments("{'specversion':'0.3','id':'1'}", "specversion: \"0.3\""),
        arguments("{'specversion':1.0}", "specversion: \"1.0\" (expected"),
        arguments(event(""), "id: missing (expected: 1 to 2048 characters)"),
        arguments(event(",'id':null"), "id: missing"),
        arguments(event(",'id':''"), "id: \"\""),
        arguments(event(",'id':1"), "id: \"1\""),
        arguments(event(",'id':{'a':1}"), "id: "),
        arguments(event(",'id':'" + wide + "'"), "id: 1048576 characters"),
        arguments("{'specversion':'1.0','id':'1','source':'/s'}", "type: missing"),
        arguments("{'specversion':'1.0','id':'1','type':'t'}", "source: missing"),
        arguments(event(",'id':'1','id':'2'"), "a key twice at line 1"),
        arguments(event(",'id':'1','data':{'a':1,'a':2}"), "a key twice"),
        arguments(event(",'id':'1','data':" + "[".repeat(64) + "]".repeat(64)), "64 levels"),
        arguments(event(",'id':'1','data':" + "{'a':".repeat(100_000)), "64 levels"),
        arguments(event(",'id':'1','data':" + "9".repeat(101)), "100 digits"),
        arguments(event(",'id':'1','datacontenttype':7"), "datacontenttype: \"7\""),
        arguments(event(",'id':'1','data_base64':'?'"), "data_base64: not Base64"),
        arguments(event(",'id':'1','data_base64':7"), "data_base64: not Base64"),
        arguments(event(",'id':'1','data':1,'data_base64':'MQ=='"), "data_base64: beside data"),
        arguments(event(",'id':'1','data_base64':'" + base64("{") + "'"), "data_base64: not JSON"),
        arguments(event(",'id':'1','data':'\u00ff'"), "not UTF-8"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoCloudEventIsRefusedWithItsPlace(String body, String reason) {
    refused(MultiMap.caseInsensitiveMultiMap(), STRUCTURED, latin(body), Reason.MALFORMED, reason);
  }

  @Test
  void aStructuredEventIsRead() {
    var event =
        one(
            STRUCTURED + "; charset=UTF-8",
            event(",'id':'1','subject':null,'n':5,'b':true,'o':{},'data':{'id':7}"));

    assertThat(event.id()).isEqualTo("1");
    assertThat(event.source()).isEqualTo("/s");
    assertThat(event.type()).isEqualTo("t");
    assertThat(event.attributes()).containsEntry("n", "5").containsEntry("b", "true");
    assertThat(event.attributes()).doesNotContainKeys("subject", "o");
    assertThat(event.data()).isEqualTo(new JsonObject().put("id", 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'data':[1]                                                 | [1]",
        "'data':'text'                                              | text",
        "'data':null                                                | ",
        "'datacontenttype':null,'data':[1]                          | [1]",
        "'datacontenttype':'application/vnd.a+json;v=1','data':[1]  | [1]",
        "'datacontenttype':'TEXT/JSON','data':[1]                   | [1]",
        "'datacontenttype':'text/plain','data':'{}'                 | ",
        "'data_base64':'WzFd'                                       | [1]",
        "'data_base64':''                                           | ",
        "'datacontenttype':'image/png','data_base64':'WzFd'         | ",
        "'data':null,'data_base64':'WzFd'                           | [1]",
      })
  void dataIsJsonWhereItsMediaTypeSaysSo(String data, @Nullable String read) {
    var found = one(STRUCTURED, event(",'id':'1'," + data)).data();
    assertThat(found == null ? null : found instanceof JsonArray a ? a.encode() : found.toString())
        .isEqualTo(read);
  }

  @Test
  void aBatchMayBeEmptyAndIsBounded() {
    assertThat(read(BATCHED, "[]")).isEmpty();
    assertThat(read(BATCHED, "[" + event(",'id':'1'") + "," + event(",'id':'2'") + "]"))
        .extracting(ReceivedEvent::id)
        .containsExactly("1", "2");
    var none = MultiMap.caseInsensitiveMultiMap();
    refused(none, BATCHED, latin("{}"), Reason.MALFORMED, "no JSON array");
    refused(none, BATCHED, latin("[1]"), Reason.MALFORMED, "[0]: no object");
    refused(
        none,
        BATCHED,
        latin("[" + event(",'id':'1'") + "," + event("") + "]"),
        Reason.MALFORMED,
        "[1].id: missing");
    var many = "[" + "{},".repeat(1000) + "{}]";
    refused(none, BATCHED, latin(many), Reason.TOO_LARGE, "events: 1001 (limit: 1000");
  }

  @Test
  void otherFormatsOfCloudEventsAreUnsupported() {
    var fields = binary("ce-id", "1");
    for (var type : List.of("application/cloudevents+avro", "application/cloudevents-batch+xml")) {
      refused(fields, type, latin("x"), Reason.UNSUPPORTED, type);
    }
  }

  private static MultiMap binary(String... namesAndValues) {
    var fields = MultiMap.caseInsensitiveMultiMap();
    fields.add("CE-SpecVersion", "1.0").add("ce-type", "t").add("ce-source", "/s");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
        "%c3%a9                          | é",
        "\"a b\"                         | a b",
        "\"a \\\"b\\\" \\\\\"            | a \"b\" \\",
        "%41                             | A",
        "a+b                             | a+b",
      })
  void aFieldIsUnquotedAndDecodedOnce(String field, String value) {
    var events =
        EventForms.read(binary("ce-id", "1", "ce-subject", field), null, Buffer.buffer("{}"));
    assertThat(events.get(0).attributes()).containsEntry("subject", value);
  }

  @Test
  void aBinaryEventIsReadAndCanBeReadAgain() {
    var fields = binary("Ce-Id", "1", "ce-datacontenttype", "text/plain", "ce-data", "x");
    var event =
        EventForms.read(fields, "application/json; charset=utf-8", latin("{'id':7}")).get(0);
    assertThat(event.data()).isEqualTo(new JsonObject().put("id", 7));
    assertThat(EventForms.read(event.json().toBuffer())).isEqualTo(event);

    var image = EventForms.read(fields, "image/png", latin("\u00ff\u00fe")).get(0);
    assertThat(image.data()).isNull();
    assertThat(image.json().getString("data_base64")).isEqualTo("//4=");
    assertThat(EventForms.read(image.json().toBuffer())).isEqualTo(image);

    assertThat(EventForms.read(fields, null, null).get(0).data()).isNull();
  }

  static Stream<Arguments> malformedFields() {
    return Stream.of(
        arguments(new String[] {}, "{}", "ce-id: missing"),
        arguments(new String[] {"ce-id", "1", "ce-id", "2"}, "{}", "ce-id: twice"),
        arguments(new String[] {"ce-id", "%C0%A0"}, "{}", "ce-id: percent-encoded bytes"),
        arguments(new String[] {"ce-id", "%f"}, "{}", "ce-id: % without two"),
        arguments(new String[] {"ce-id", "%"}, "{}", "ce-id: % without two"),
        arguments(new String[] {"ce-id", "%zz"}, "{}", "ce-id: % without two"),
        arguments(new String[] {"ce-id", "caf\u00e9"}, "{}", "ce-id: not ASCII"),
        arguments(new String[] {"ce-id", "1"}, "{", "content: not JSON at line 1"),
        arguments(new String[] {"ce-id", "1"}, "<a/>", "content: not JSON"));
  }

  @ParameterizedTest
  @MethodSource("malformedFields")
  void whatIsNoBinaryEventIsRefused(String[] fields, String content, String reason) {
    refused(binary(fields), null, latin(content), Reason.MALFORMED, reason);
  }

  @Test
  void withoutAMediaTypeTheKeysTellTheFormat() {
    for (var type : new String[] {null, "application/json", "application/x-www-form-urlencoded"}) {
      assertThat(one(type, event(",'id':'1'")).type()).isEqualTo("t");
      var bridged =
          one(
              type,
              "{'version':'0','id':'2','detail-type':'product.updated','source':'shop',"
                  + "'account':'1','time':'2026-11-21T10:00:00Z','region':'eu-central-1',"
                  + "'resources':[],'detail':{'id':7}}");
      assertThat(bridged.type()).isEqualTo("product.updated");
      assertThat(bridged.data()).isEqualTo(new JsonObject().put("id", 7));
      assertThat(bridged.attributes())
          .containsEntry("type", "product.updated")
          .containsEntry("region", "eu-central-1")
          .containsEntry("account", "1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'1'}                                                  | neither specversion nor",
        "{'detail-type':'t','source':'s','detail':{}}                | id: missing",
        "{'detail-type':'t','id':'1','detail':{}}                    | source: missing",
        "{'detail-type':null,'id':'1','source':'s','detail':{}}      | detail-type: missing",
        "{'detail-type':'t','id':'1','source':'s'}                   | detail: missing",
        "{'detail-type':'t','id':'1','source':'s','detail':'{}'}     | detail: \"{}\" (expected",
        "[{'detail-type':'t','id':'1','source':'s','detail':{}}]     | no JSON object",
      })
  void whatIsNoEventOfEventBridgeIsRefused(String body, String reason) {
    refused(
        MultiMap.caseInsensitiveMultiMap(),
        "application/json",
        latin(body),
        Reason.MALFORMED,
        reason);
  }

  private static ReceivedEvent one(@Nullable String type, String body) {
    return read(type, body).get(0);
  }

  private static List<ReceivedEvent> read(@Nullable String type, String body) {
    return EventForms.read(MultiMap.caseInsensitiveMultiMap(), type, latin(body));
  }

  private static void refused(
      MultiMap fields, @Nullable String type, Buffer content, Reason reason, String message) {
    assertThatThrownBy(() -> EventForms.read(fields, type, content))
        .isInstanceOfSatisfying(
            EventException.class, refused -> assertThat(refused.reason()).isEqualTo(reason))
        .message()
        .contains(message)
        .hasSizeLessThan(400);
  }

  private static Buffer latin(String body) {
    return Buffer.buffer(body.replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
