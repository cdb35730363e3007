package io.sluice.gateway.bootstrap;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
