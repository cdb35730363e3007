package io.sluice.gateway.testing;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import io.vertx.core.eventbus.impl.codecs.JsonObjectMessageCodec;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A connection to an event bus that speaks its wire format without being a member. */
public final class RawBus implements Closeable {
  /** Long enough for a refusal to arrive. */
  private static final int QUIET_MILLIS = 1000;

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  private RawBus(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(QUIET_MILLIS);
  }

  /** In clear text. */
  public static RawBus plain(int port) throws IOException {
    return new RawBus(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * With TLS, which trusts any server.
   *
   * @param own what is shown to the server; null = nothing
   */
  public static RawBus tls(int port, @Nullable TestCertificate own) throws IOException {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      if (own != null) {
        own.put(keys);
      }
      var factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(keys, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(
          factory.getKeyManagers(), new TrustManager[] {new TlsConnection.Trusting()}, null);
      return new RawBus(
          context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a message; whether the server then hangs up. */
  public boolean isRefused(String address, JsonObject body) {
    var wire =
        new ClusteredMessage<>(
                "stranger",
                address,
                MultiMap.caseInsensitiveMultiMap(),
                body,
                new JsonObjectMessageCodec(),
                true,
                null)
            .encodeToWire();
    try {
      socket.getOutputStream().write(wire.getBytes());
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  /** Whether somebody listens. */
  public static boolean isOpen(String host, int port) {
    try (var probe = new Socket()) {
      probe.connect(new InetSocketAddress(host, port), QUIET_MILLIS);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** The first three characters that whoever listens answers; fewer when it hangs up. */
  public static String answer(int port, String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
