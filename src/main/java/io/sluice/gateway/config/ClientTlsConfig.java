package io.sluice.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What TLS to the origins of an upstream, or to Redis, takes beside the defaults; each file is PEM.
 *
 * @param ca authorities that are trusted in place of the JDK's; null = the JDK's
 * @param certificate with its chain, to show to the server; null = none
 * @param key of the certificate, PKCS #8; null exactly if there is no certificate
 * @param fingerprint of what the files contain
 */
public record ClientTlsConfig(
    @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, String fingerprint) {}
