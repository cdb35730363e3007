package io.sluice.gateway.verticle.port;

import io.sluice.gateway.config.AdminConfig;
import io.sluice.gateway.config.ClientAuthorities;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.config.KeyFiles;
import io.sluice.gateway.config.ServerCertificate;
import io.sluice.gateway.config.ServerCertificate.UnusableException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a port, and the authorities of its clients, read again when their files
 * change.
 *
 * <p>Connections that are open keep what they have; new ones get what is current. {@link #poll} is
 * to be called by one thread at a time; the rest may be called by any.
 */
public final class Certificates {
  /** How often {@link #poll} is to be called; a change counts when two calls have seen it. */
  public static final Duration POLL = Duration.ofSeconds(2);

  private static final Duration EXPIRES_SOON = Duration.ofDays(14);
  private static final Duration REMIND = Duration.ofDays(1);
  private static final long HANDSHAKE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /** What one state of the files gives. */
  private record Generation(
      List<ServerCertificate> certificates,
      @Nullable ClientAuthorities clients,
      ServerSSLOptions options) {}

  private final String setting;
  private final List<KeyFiles> files;
  private final Set<String> versions;
  private final SSLEngineOptions engine;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile Generation current;
  private String seen = "";
  private String judged = "";
  private Instant reminded = Instant.MIN;

  public Certificates(HttpConfig.Tls tls) {
    this("http.tls", tls.certificates(), tls.versions(), null, engine(tls.certificates()));
    var name = engine instanceof OpenSSLEngineOptions ? "BoringSSL" : "the JDK";
    LOG.info("{}: {} encrypts", setting, name);
  }

  public Certificates(AdminConfig.Tls tls) {
    this(
        "admin.tls",
        List.of(tls.certificate()),
        Set.of("TLSv1.3", "TLSv1.2"),
        tls.clients(),
        new JdkSSLEngineOptions());
  }

  private Certificates(
      String setting,
      List<ServerCertificate> certificates,
      Set<String> versions,
      @Nullable ClientAuthorities clients,
      SSLEngineOptions engine) {
    this.setting = setting;
    this.engine = engine;
    this.files = certificates.stream().map(ServerCertificate::files).toList();
    this.versions = versions;
    this.current = generation(certificates, clients);
  }

  /**
   * BoringSSL where its library can be loaded, else the JDK, which needs more CPU, and many times
   * as much until its ciphers are compiled. Keys of different algorithms are the JDK's, too:
   * BoringSSL would choose among those of one name without a look at what the client can verify.
   */
  private static SSLEngineOptions engine(List<ServerCertificate> certificates) {
    long algorithms =
        certificates.stream().map(each -> each.key().getAlgorithm()).distinct().count();
    return algorithms == 1 && OpenSSLEngineOptions.isAvailable()
        ? new OpenSSLEngineOptions()
        : new JdkSSLEngineOptions();
  }

  private Generation generation(
      List<ServerCertificate> certificates, @Nullable ClientAuthorities clients) {
    var options =
        new ServerSSLOptions()
            .setKeyCertOptions(KeyCertOptions.wrap(new ServerNameKeys(certificates)))
            .setEnabledSecureTransportProtocols(versions)
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    if (clients != null) {
      options
          .setClientAuth(clients.required() ? ClientAuth.REQUIRED : ClientAuth.REQUEST)
          .setTrustOptions(trust(clients.certificates()));
    }
    return new Generation(certificates, clients, options);
  }

  private static PemTrustOptions trust(List<X509Certificate> authorities) {
    var options = new PemTrustOptions();
    try {
      for (var authority : authorities) {
        var base64 = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
        options.addCertValue(
            Buffer.buffer(
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n"));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was decoded before", e);
    }
    return options;
  }

  /** A server that has them, and is to be told of to {@link #serve} when it listens. */
  public HttpServer server(Vertx vertx, HttpServerConfig config) {
    return vertx.httpServerBuilder().with(config).with(current.options()).with(engine).build();
  }

  /** In the order of the configuration, which never changes. */
  public List<ServerCertificate> certificates() {
    return current.certificates();
  }

  /** From now on the server, which listens, gets what is current. */
  public void serve(HttpServer server) {
    servers.add(server);
    update(server);
  }

  /** The server will not be told any more. */
  public void forget(HttpServer server) {
    servers.remove(server);
  }

  private void update(HttpServer server) {
    server
        .updateSSLOptions(current.options())
        .onFailure(cause -> LOG.warn("The certificate is not in use: {}", cause.toString()));
  }

  /** Looks at the files; blocks. */
  public void poll() {
    remind();
    var before = current.clients();
    var found =
        files.stream().map(KeyFiles::fingerprint).collect(Collectors.joining(" "))
            + (before == null ? "" : " " + before.fingerprint());
    boolean settled = found.equals(seen);
    seen = found;
    // Certificate and key are two files: in between they do not fit.
    if (!settled || found.equals(judged)) {
      return;
    }
    judged = found;
    try {
      var read = new ArrayList<ServerCertificate>();
      for (var pair : files) {
        read.add(ServerCertificate.read(pair));
      }
      var clients = before == null ? null : before.reread();
      if (!isCurrent(read) || !Objects.equals(before, clients)) {
        current = generation(List.copyOf(read), clients);
        servers.forEach(this::update);
        reminded = Instant.MIN;
        LOG.info("New connections get the new certificates: {}", described(read));
      }
    } catch (UnusableException e) {
      LOG.warn("The certificates stay as they are: {}: {}", setting, e.reason());
    }
  }

  private boolean isCurrent(List<ServerCertificate> read) {
    var now = current.certificates();
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).isSameAs(read.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String described(List<ServerCertificate> certificates) {
    return certificates.stream()
        .map(each -> each.files().certificate() + " until " + each.notAfter())
        .collect(Collectors.joining(", "));
  }

  private void remind() {
    var now = Instant.now();
    if (reminded.isAfter(now.minus(REMIND))) {
      return;
    }
    reminded = now;
    for (var certificate : current.certificates()) {
      if (certificate.notAfter().isBefore(now.plus(EXPIRES_SOON))) {
        LOG.warn(
            "The certificate {} {} {}: put a new one in its place",
            certificate.files().certificate(),
            certificate.notAfter().isBefore(now) ? "has expired on" : "expires on",
            certificate.notAfter());
      }
    }
  }
}
