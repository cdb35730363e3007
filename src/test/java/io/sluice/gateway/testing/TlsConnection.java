package io.sluice.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client's TLS connection of its own session, which trusts whatever it is shown. */
public final class TlsConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final SSLSocket socket;
  private final String serverName;

  private TlsConnection(SSLSocket socket, String serverName) {
    this.socket = socket;
    this.serverName = serverName;
  }

  /** A connection to a port of this machine, whose handshake is done. */
  public static TlsConnection to(int port, String serverName) {
    try {
      return to(port, serverName, new String[] {"TLSv1.3", "TLSv1.2"});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #to(int, String)}, with a certificate of the client's own. */
  public static TlsConnection to(int port, String serverName, TestCertificate own)
      throws IOException {
    return to(port, serverName, new String[] {"TLSv1.3", "TLSv1.2"}, own.keyManagers());
  }

  /**
   * @param versions that the client offers
   */
  public static TlsConnection to(int port, String serverName, String[] versions)
      throws IOException {
    return to(port, serverName, versions, new KeyManager[0]);
  }

  /** A connection by TLS 1.2 of a client that knows one cipher suite. */
  public static TlsConnection by(String suite, int port, String serverName) throws IOException {
    return to(port, serverName, new String[] {"TLSv1.2"}, new KeyManager[0], suite);
  }

  private static TlsConnection to(
      int port, String serverName, String[] versions, KeyManager[] own, String... suites)
      throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(own, new TrustManager[] {new Trusting()}, null);
      var factory = context.getSocketFactory();
      var socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setEnabledProtocols(versions);
      if (suites.length > 0) {
        socket.setEnabledCipherSuites(suites);
      }
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      socket.setSSLParameters(parameters);
      try {
        socket.startHandshake();
      } catch (IOException refused) {
        socket.close();
        throw refused;
      }
      return new TlsConnection(socket, serverName);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What the server has shown of itself. */
  public Certificate certificate() {
    try {
      return socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String version() {
    return socket.getSession().getProtocol();
  }

  /** Begins a second handshake, which TLS 1.2 knows; reading tells whether the server agrees. */
  public void renegotiate() throws IOException {
    socket.startHandshake();
  }

  /** HTTP/1.1 over it. */
  public RawHttp http() {
    return RawHttp.over(socket, serverName);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
