package io.sluice.gateway.config;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** Judges a node's own certificate as the other nodes will (RFC 5280 §6). */
final class MemberCertificate {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private MemberCertificate() {}

  enum Verdict {
    FIT,
    /** Not signed by the authority. */
    STRANGE,
    /** For a server or a client alone. */
    ONE_SIDED,
    /** Expired, or not valid yet. */
    NOT_IN_TIME
  }

  static Verdict judge(List<X509Certificate> chain, List<X509Certificate> authority) {
    try {
      var purposes = chain.get(0).getExtendedKeyUsage();
      if (purposes != null && !purposes.containsAll(List.of(SERVER_AUTH, CLIENT_AUTH))) {
        return Verdict.ONE_SIDED;
      }
      var parameters =
          new PKIXParameters(
              authority.stream()
                  .map(each -> new TrustAnchor(each, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      var path =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(
                  chain.stream()
                      .filter(each -> each.equals(chain.get(0)) || !authority.contains(each))
                      .toList());
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return Verdict.FIT;
    } catch (CertPathValidatorException refused) {
      var reason = refused.getReason();
      return reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID
          ? Verdict.NOT_IN_TIME
          : Verdict.STRANGE;
    } catch (CertificateException unreadable) {
      return Verdict.STRANGE;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
