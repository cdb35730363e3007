package io.sluice.gateway.config;

/** Status codes from {@code first} to {@code last}, both included. */
public record StatusRange(int first, int last) {
  boolean contains(int status) {
    return first <= status && status <= last;
  }
}
