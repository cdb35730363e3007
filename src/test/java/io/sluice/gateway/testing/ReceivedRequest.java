package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as a {@link ScriptedOrigin} got it. Its body grows while it is received. */
public final class ReceivedRequest {

  /** How its body went. */
  public enum Body {
    ARRIVING,
    COMPLETE,
    /** The connection ended, or the framing broke, before the body was whole. */
    ABORTED
  }

  private final String head;
  private final int connection;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile Body state = Body.ARRIVING;
  private volatile String trailers = "";

  ReceivedRequest(String head, int connection) {
    this.head = head;
    this.connection = connection;
  }

  /** The raw request line and fields, without the empty line. */
  public String head() {
    return head;
  }

  /** The number of the connection it came in on. */
  public int connection() {
    return connection;
  }

  public String method() {
    return head.substring(0, head.indexOf(' '));
  }

  public String target() {
    return head.split(" ", 3)[1];
  }

  /** The first field line's value, or null. */
  public @Nullable String field(String name) {
    var all = fields(name);
    return all.isEmpty() ? null : all.get(0);
  }

  public List<String> fields(String name) {
    return RawResponse.values(head, name);
  }

  /** The body as far as it has arrived, without chunk framing. */
  public String body() {
    synchronized (body) {
      return body.toString(ISO_8859_1);
    }
  }

  public Body state() {
    return state;
  }

  /** The raw trailer lines. */
  public String trailers() {
    return trailers;
  }

  void trailers(String trailers) {
    this.trailers = trailers;
  }

  void append(byte[] bytes, int length) {
    synchronized (body) {
      body.write(bytes, 0, length);
    }
  }

  void state(Body state) {
    this.state = state;
  }

  @Override
  public String toString() {
    return head + "\n" + state;
  }
}
