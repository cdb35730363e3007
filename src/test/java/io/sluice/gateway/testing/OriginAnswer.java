package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link ScriptedOrigin} answers: a head, then steps. Immutable; each method returns a
 * changed copy.
 *
 * <p>Without framing of its own it gets the Content-Length of its whole body.
 */
public final class OriginAnswer {

  /** One thing that the origin does after the head. */
  sealed interface Step {
    record Write(String bytes) implements Step {}

    record Wait(Gate gate) implements Step {}

    /** Closes the connection in mid-answer. */
    record BreakOff() implements Step {}

    /** Says nothing more until the peer closes. */
    record Hang() implements Step {}
  }

  private final int status;
  private final List<String> fields;
  private final List<Step> steps;
  private final List<String> trailers;
  private final List<String> interims;
  private final boolean chunked;
  private final boolean early;
  private AtomicLong written = new AtomicLong();

  private OriginAnswer(
      int status,
      List<String> fields,
      List<Step> steps,
      List<String> trailers,
      List<String> interims,
      boolean chunked,
      boolean early) {
    this.status = status;
    this.fields = List.copyOf(fields);
    this.steps = List.copyOf(steps);
    this.trailers = List.copyOf(trailers);
    this.interims = List.copyOf(interims);
    this.chunked = chunked;
    this.early = early;
  }

  public static OriginAnswer status(int status) {
    return new OriginAnswer(status, List.of(), List.of(), List.of(), List.of(), false, false);
  }

  public static OriginAnswer ok(String body) {
    return status(200).body(body);
  }

  /** A 200 with {@code Cache-Control: max-age=60}. */
  public static OriginAnswer fresh(String body) {
    return ok(body).field("Cache-Control", "max-age=60");
  }

  public OriginAnswer field(String name, String value) {
    return new OriginAnswer(
        status, plus(fields, name + ": " + value), steps, trailers, interims, chunked, early);
  }

  /** Adds a piece of body (ISO-8859-1); written and flushed by itself. */
  public OriginAnswer body(String piece) {
    return step(new Step.Write(piece));
  }

  /** Transfer-Encoding: chunked, one chunk for each piece of body. */
  public OriginAnswer chunked() {
    return new OriginAnswer(status, fields, steps, trailers, interims, true, early);
  }

  /** Implies {@link #chunked}. */
  public OriginAnswer trailer(String name, String value) {
    return new OriginAnswer(
        status, fields, steps, plus(trailers, name + ": " + value), interims, true, early);
  }

  /** A whole interim response to send before the request's body is read: status line and fields. */
  public OriginAnswer interim(String... lines) {
    return new OriginAnswer(
        status,
        fields,
        steps,
        trailers,
        plus(interims, String.join("\r\n", lines) + "\r\n\r\n"),
        chunked,
        early);
  }

  /** Answers without waiting for the request's body. */
  public OriginAnswer early() {
    return new OriginAnswer(status, fields, steps, trailers, interims, chunked, true);
  }

  /** Counts the bytes of body that the socket took; to be called last. */
  public OriginAnswer counting(AtomicLong written) {
    this.written = written;
    return this;
  }

  AtomicLong written() {
    return written;
  }

  public OriginAnswer waitAt(Gate gate) {
    return step(new Step.Wait(gate));
  }

  public OriginAnswer breakOff() {
    return step(new Step.BreakOff());
  }

  public OriginAnswer hang() {
    return step(new Step.Hang());
  }

  private OriginAnswer step(Step step) {
    return new OriginAnswer(status, fields, plus(steps, step), trailers, interims, chunked, early);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  List<String> interims() {
    return interims;
  }

  boolean isEarly() {
    return early;
  }

  /** A gate or an end in front of every piece of body holds back the head, too. */
  boolean waitsBeforeHead() {
    return !steps.isEmpty() && !(steps.get(0) instanceof Step.Write);
  }

  List<Step> steps() {
    return steps;
  }

  byte[] head(boolean bodyless) {
    var lines = new ArrayList<String>();
    lines.add("HTTP/1.1 " + status + " Scripted");
    lines.addAll(fields);
    boolean framed =
        fields.stream()
            .map(field -> field.toLowerCase(Locale.ROOT))
            .anyMatch(
                field ->
                    field.startsWith("content-length:") || field.startsWith("transfer-encoding:"));
    if (chunked) {
      lines.add("Transfer-Encoding: chunked");
    } else if (!framed && status != 304 && status != 204 && !(bodyless && length() == 0)) {
      lines.add("Content-Length: " + length());
    }
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
  }

  byte[] framed(String piece) {
    String framed = chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece;
    return framed.getBytes(ISO_8859_1);
  }

  byte[] end() {
    if (!chunked) {
      return new byte[0];
    }
    var end = new StringBuilder("0\r\n");
    trailers.forEach(trailer -> end.append(trailer).append("\r\n"));
    return end.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  private int length() {
    return steps.stream().mapToInt(s -> s instanceof Step.Write w ? w.bytes().length() : 0).sum();
  }
}
