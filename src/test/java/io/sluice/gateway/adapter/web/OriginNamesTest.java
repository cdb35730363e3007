package io.sluice.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An origin's name is looked up again when its record has expired. */
@EnabledOnOs(OS.LINUX) // all of 127.0.0.0/8 is this machine
class OriginNamesTest {
  private static final int TTL_SECONDS = 1;

  private final Vertx outside = Vertx.vertx();
  private volatile int lastByte = 1;

  @AfterEach
  void close() {
    outside.close().await();
  }

  @Test
  void anOriginThatHasMovedIsFound() {
    var old = server(0, "127.0.0.1");
    server(old.actualPort(), "127.0.0.2");
    var names = nameServer();
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(
                    new AddressResolverOptions()
                        .addServer("127.0.0.1:" + names.localAddress().port())
                        .setSearchDomains(List.of())));
    try {
      var client = OriginClients.streaming(vertx, Pools.of(1).options());
      var state =
          new OriginState(
              new UpstreamOptions.Server(URI.create("http://origin.test:" + old.actualPort()), 1),
              0);
      var origin = new Origin(vertx, state, Pools.of(1).options());
      assertThat(ask(client, origin)).isEqualTo("127.0.0.1");
      lastByte = 2;
      Until.met(
          Duration.ofSeconds(TTL_SECONDS + 5),
          () -> ask(client, origin).equals("127.0.0.2"),
          () -> "the old address is still asked");
    } finally {
      vertx.close().await();
    }
  }

  private HttpServer server(int port, String address) {
    return outside
        .createHttpServer()
        .requestHandler(request -> request.response().putHeader("connection", "close").end(address))
        .listen(port, address)
        .await();
  }

  private static String ask(HttpClient client, Origin origin) {
    return client
        .request(origin.address())
        .compose(request -> request.send())
        .compose(response -> response.body())
        .await()
        .toString();
  }

  private DatagramSocket nameServer() {
    var socket = outside.createDatagramSocket();
    socket.handler(query -> answer(socket, query));
    return socket.listen(0, "127.0.0.1").await();
  }

  /** The question with one A record behind it (RFC 1035 §4.1); other types have none. */
  private void answer(DatagramSocket socket, DatagramPacket query) {
    var question = query.data();
    int nameEnd = 12;
    while (question.getByte(nameEnd) != 0) {
      nameEnd += question.getByte(nameEnd) + 1;
    }
    boolean asksForAddress = question.getShort(nameEnd + 1) == 1;
    var answer =
        Buffer.buffer()
            .appendShort(question.getShort(0))
            .appendShort((short) 0x8180)
            .appendShort((short) 1)
            .appendShort((short) (asksForAddress ? 1 : 0))
            .appendInt(0)
            .appendBuffer(question, 12, nameEnd + 5 - 12);
    if (asksForAddress) {
      answer
          .appendShort((short) 0xc00c)
          .appendShort((short) 1)
          .appendShort((short) 1)
          .appendInt(TTL_SECONDS)
          .appendShort((short) 4)
          .appendBytes(new byte[] {127, 0, 0, (byte) lastByte});
    }
    socket.send(answer, query.sender().port(), query.sender().host());
  }
}
