package io.sluice.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A certificate chain and its private key, read from files and found to belong together. */
public final class ServerCertificate {
  private static final byte[] PROBE = new byte[32];

  private final KeyFiles files;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private ServerCertificate(KeyFiles files, List<X509Certificate> chain, PrivateKey key) {
    this.files = files;
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** Why files cannot be used: which, what is wrong, and how to mend it. */
  public static final class UnusableException extends Exception {
    private final boolean ofKey;

    private UnusableException(boolean ofKey, Path file, String what) {
      super("file " + Printable.of(file.toString()) + " " + what);
      this.ofKey = ofKey;
    }

    /** Whether it is the key's file, not the certificate's. */
    boolean ofKey() {
      return ofKey;
    }

    /** What is wrong; names the file. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads and checks; blocks. */
  public static ServerCertificate read(KeyFiles files) throws UnusableException {
    var chain = chain(files.certificate());
    var key = key(files.key());
    if (!belongTogether(chain.get(0).getPublicKey(), key)) {
      var later =
          chain.stream().skip(1).anyMatch(other -> belongTogether(other.getPublicKey(), key));
      throw later
          ? new UnusableException(
              false, files.certificate(), "(expected: the server's own certificate first)")
          : new UnusableException(
              true,
              files.key(),
              "(expected: the key of the first certificate in "
                  + Printable.of(files.certificate().toString())
                  + ")");
    }
    return new ServerCertificate(files, chain, key);
  }

  /** The certificates in a file, at least one. */
  static List<X509Certificate> chain(Path file) throws UnusableException {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var chain = new ArrayList<X509Certificate>();
      for (var block : Pem.blocks(KeyFiles.text(file))) {
        if (block.label().equals("CERTIFICATE")) {
          var content = new ByteArrayInputStream(block.content());
          chain.add((X509Certificate) factory.generateCertificate(content));
        }
      }
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (IOException e) {
      throw new UnusableException(false, file, "(expected: readable)");
    } catch (CertificateException e) {
      throw new UnusableException(false, file, "(expected: intact certificates)");
    }
    throw new UnusableException(
        false, file, "(expected: PEM, with a block BEGIN CERTIFICATE for each of the chain)");
  }

  private static PrivateKey key(Path file) throws UnusableException {
    try {
      for (var block : Pem.blocks(KeyFiles.text(file))) {
        if (block.label().equals("PRIVATE KEY")) {
          return key(file, block.content());
        }
        if (block.label().endsWith("PRIVATE KEY")) {
          throw new UnusableException(
              true,
              file,
              "begins with BEGIN "
                  + block.label()
                  + " (expected: PKCS#8 without a password, BEGIN PRIVATE KEY;"
                  + " openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW makes one)");
        }
      }
    } catch (IOException e) {
      throw new UnusableException(true, file, "(expected: readable)");
    }
    throw new UnusableException(true, file, "(expected: PEM, with a block BEGIN PRIVATE KEY)");
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws UnusableException {
    for (var algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of the other kind, or of none.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new UnusableException(true, file, "(expected: an intact RSA or EC key)");
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
    if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      var name = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      var signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update(PROBE);
      var signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  public KeyFiles files() {
    return files;
  }

  /** The server's own certificate, then those that lead to the root. */
  public List<X509Certificate> chain() {
    return chain;
  }

  public PrivateKey key() {
    return key;
  }

  public Instant notAfter() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Whether the other says the same, wherever it was read. */
  public boolean isSameAs(ServerCertificate other) {
    return chain.equals(other.chain) && key.equals(other.key);
  }

  @Override
  public String toString() {
    return files.toString();
  }
}
