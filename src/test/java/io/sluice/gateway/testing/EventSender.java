package io.sluice.gateway.testing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sends events to an admin port, byte for byte as their senders do. */
public final class EventSender {
  private final int adminPort;

  public EventSender(int adminPort) {
    this.adminPort = adminPort;
  }

  /** An event as an application makes it with the SDK of CloudEvents. */
  public static CloudEvent event(String id, String type, String source, String data) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withType(type)
        .withSource(URI.create(source))
        .withTime(OffsetDateTime.parse("2026-11-21T10:00:00Z"))
        .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /** What the SDK writes in structured mode, and what goes into a stream. */
  public static String json(CloudEvent event) {
    return new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8);
  }

  public RawResponse structured(CloudEvent event) {
    return written(writer -> writer.writeStructured(event, JsonFormat.CONTENT_TYPE));
  }

  public RawResponse binary(CloudEvent event) {
    return written(writer -> writer.writeBinary(event));
  }

  public RawResponse batch(CloudEvent... events) {
    var json =
        Arrays.stream(events).map(EventSender::json).collect(Collectors.joining(",", "[", "]"));
    return post(json, "Content-Type", "application/cloudevents-batch+json");
  }

  private RawResponse written(Consumer<MessageWriter<?, ?>> write) {
    List<String> fields = new ArrayList<>();
    var body = new ByteArrayOutputStream();
    write.accept(
        HttpMessageFactory.createWriter(
            (name, value) -> fields.addAll(List.of(name, value)), body::writeBytes));
    return post(body.toString(StandardCharsets.UTF_8), fields.toArray(String[]::new));
  }

  /** What an API destination of EventBridge sends. */
  public RawResponse eventBridge(String id, String detailType, String source, String detail) {
    var body =
        """
        {"version":"0","id":"%s","detail-type":"%s","source":"%s","account":"111122223333",\
        "time":"2026-11-21T10:00:00Z","region":"eu-central-1","resources":[],"detail":%s}\
        """
            .formatted(id, detailType, source, detail);
    return post(
        body,
        "User-Agent",
        "Amazon/EventBridge/ApiDestinations",
        "Range",
        "bytes=0-1048575",
        "Accept-Encoding",
        "gzip,deflate",
        "Connection",
        "close",
        "Content-Type",
        "application/json; charset=utf-8");
  }

  /** A body in ASCII with these fields. */
  public RawResponse post(String body, String... namesAndValues) {
    return postTo("/cache/events", body, namesAndValues);
  }

  public RawResponse postTo(String target, String body, String... namesAndValues) {
    try (var admin = RawHttp.connect(adminPort)) {
      return admin.requestWithBody("POST", target, body, namesAndValues).response();
    }
  }
}
