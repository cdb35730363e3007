package io.sluice.gateway.adapter.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The name that Hazelcast compares before it lets a member in.
 *
 * <p>With TLS it also stands for the authority, so that a node of another one, or without TLS,
 * which the event bus would not let speak, does not become a member either. That keeps mistakes
 * out; it is no secret.
 */
public final class MembershipName {
  private static final int DIGEST_BYTES = 8;

  private MembershipName() {}

  /**
   * Reads the authority's file.
   *
   * @throws UncheckedIOException when that is not possible any more
   */
  public static String of(String name, @Nullable BusTls tls) {
    if (tls == null) {
      return name;
    }
    try (var in = Files.newInputStream(tls.ca())) {
      var digest = MessageDigest.getInstance("SHA-256");
      var encoded = new ArrayList<byte[]>();
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        encoded.add(certificate.getEncoded());
      }
      // Two authorities in a file mean the same in either order.
      encoded.sort(Arrays::compare);
      encoded.forEach(digest::update);
      return name + "@" + HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cluster.tls.ca: " + tls.ca() + " has changed", e);
    }
  }
}
