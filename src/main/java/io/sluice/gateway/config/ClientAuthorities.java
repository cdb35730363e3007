package io.sluice.gateway.config;

import io.sluice.gateway.config.ServerCertificate.UnusableException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whose certificates clients may show.
 *
 * @param file PEM
 * @param certificates what it held when it was read, at least one
 * @param required whether a client without one is refused
 */
public record ClientAuthorities(Path file, List<X509Certificate> certificates, boolean required) {
  public ClientAuthorities {
    certificates = List.copyOf(certificates);
  }

  /** Reads and checks; blocks. */
  public static ClientAuthorities read(Path file, boolean required) throws UnusableException {
    return new ClientAuthorities(file, ServerCertificate.chain(file), required);
  }

  /** Reads the file again; blocks. */
  public ClientAuthorities reread() throws UnusableException {
    return read(file, required);
  }

  /** Changes when the content of the file does, or when it can be read no more. */
  public String fingerprint() {
    return Fingerprint.of(file);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
