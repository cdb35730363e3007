package io.sluice.gateway.config;

/** A value with a secret in it, of which the rest may be shown. */
interface Masked {
  String masked();
}
