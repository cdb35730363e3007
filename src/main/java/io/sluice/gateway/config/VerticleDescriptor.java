package io.sluice.gateway.config;

/**
 * How one verticle is deployed: a file of {@code verticles/}.
 *
 * @param file for messages
 * @param main class name
 * @param required whether the gateway refuses to start without it
 * @param instances at least 1, or {@link #PER_EVENT_LOOP}
 * @param settings defaults of the verticle's own section of the configuration; the weakest layer
 */
public record VerticleDescriptor(
    String file,
    String main,
    boolean required,
    ThreadingModel threadingModel,
    int instances,
    Layer settings) {
  /** One instance on each event loop. */
  public static final int PER_EVENT_LOOP = 0;

  /** The thread on which a verticle runs. */
  public enum ThreadingModel {
    EVENT_LOOP,
    WORKER,
    VIRTUAL_THREAD
  }
}
