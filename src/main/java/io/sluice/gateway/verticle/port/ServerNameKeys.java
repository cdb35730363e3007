package io.sluice.gateway.verticle.port;

import io.sluice.gateway.config.ServerCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the server name that the client asks for (RFC 6066 §3).
 *
 * <p>Vert.x would make a TLS context for each name that is asked for and keep sixteen; with this,
 * all names share one, and a wildcard serves as many as it likes.
 */
final class ServerNameKeys extends X509ExtendedKeyManager {
  private static final int DNS_NAME = 2;

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param names lower case; a wildcard begins with {@code *.}
   */
  private record Entry(ServerCertificate certificate, List<String> names) {}

  /**
   * @param certificates the first serves whoever asks for no name or for one that nobody has
   */
  ServerNameKeys(List<ServerCertificate> certificates) {
    certificates.forEach(each -> entries.add(new Entry(each, names(each.chain().get(0)))));
  }

  private static List<String> names(X509Certificate certificate) {
    var names = new ArrayList<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      for (var name : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (name.get(0) instanceof Integer type && type == DNS_NAME) {
          names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException e) {
      // Without names it still serves as the first of the list.
    }
    return names;
  }

  /** An index into the list, as text: the alias of {@code javax.net.ssl}. */
  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    var name = serverName(engine);
    var fitting = name == null ? List.<Integer>of() : fitting(name);
    // Of several for one name, the client's algorithms decide: RSA beside EC.
    for (int index : fitting.isEmpty() ? List.of(0) : fitting) {
      if (entries.get(index).certificate().key().getAlgorithm().equals(keyType)) {
        return Integer.toString(index);
      }
    }
    return null;
  }

  private static @Nullable String serverName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName asked : session.getRequestedServerNames()) {
        if (asked instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  /** Those with the very name, or else those with a wildcard in place of its first label. */
  private List<Integer> fitting(String name) {
    var exact = having(name);
    int dot = name.indexOf('.');
    return exact.isEmpty() && dot > 0 ? having("*" + name.substring(dot)) : exact;
  }

  private List<Integer> having(String name) {
    var indexes = new ArrayList<Integer>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).names().contains(name)) {
        indexes.add(i);
      }
    }
    return indexes;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return entries
        .get(Integer.parseInt(alias))
        .certificate()
        .chain()
        .toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return entries.get(Integer.parseInt(alias)).certificate().key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    throw new UnsupportedOperationException();
  }
}
