package io.sluice.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** One request and its scripted answer on one connection of a {@link ScriptedOrigin}. */
final class OriginExchange {
  private final Socket socket;
  private final WireReader reader;

  OriginExchange(Socket socket, WireReader reader) {
    this.socket = socket;
    this.reader = reader;
  }

  /**
   * @return whether the connection may carry another request
   */
  boolean run(ReceivedRequest request, ScriptedOrigin origin) throws IOException {
    var out = socket.getOutputStream();
    var answer = origin.answer(request);
    for (var interim : answer.interims()) {
      out.write(interim.getBytes(ISO_8859_1));
      out.flush();
    }
    if (!answer.isEarly()) {
      receive(request);
    }
    boolean again = write(out, answer, request.method().equals("HEAD"));
    if (answer.isEarly()) {
      receive(request);
    }
    return again;
  }

  private void receive(ReceivedRequest request) throws IOException {
    try {
      var lengths = request.fields("content-length");
      if (!request.fields("transfer-encoding").isEmpty()) {
        request.trailers(reader.chunks(request::append));
      } else if (!lengths.isEmpty()) {
        reader.exactly(Long.parseLong(lengths.get(0)), request::append);
      }
      request.state(ReceivedRequest.Body.COMPLETE);
    } catch (IOException | NumberFormatException broken) {
      request.state(ReceivedRequest.Body.ABORTED);
      throw broken;
    }
  }

  private boolean write(OutputStream out, OriginAnswer answer, boolean bodyless)
      throws IOException {
    boolean headPending = answer.waitsBeforeHead();
    if (!headPending) {
      out.write(answer.head(bodyless));
      out.flush();
    }
    for (var step : answer.steps()) {
      if (step instanceof OriginAnswer.Step.BreakOff) {
        return false;
      } else if (step instanceof OriginAnswer.Step.Hang) {
        reader.toTheEnd((bytes, length) -> {});
        return false;
      } else if (step instanceof OriginAnswer.Step.Wait wait) {
        if (!wait.gate().pass()) {
          return false;
        }
      } else if (step instanceof OriginAnswer.Step.Write write) {
        if (headPending) {
          headPending = false;
          out.write(answer.head(bodyless));
        }
        if (!bodyless) {
          out.write(answer.framed(write.bytes()));
          answer.written().addAndGet(write.bytes().length());
        }
        out.flush();
      }
    }
    if (headPending) {
      out.write(answer.head(bodyless));
    }
    if (!bodyless) {
      out.write(answer.end());
    }
    out.flush();
    return true;
  }
}
