package io.sluice.gateway.bootstrap;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The system's transport, native where there is one, whose servers show every connection to a
 * handler as they accept it.
 */
final class GatedTransport implements Transport {
  private final Transport system;
  private final io.vertx.core.spi.transport.Transport implementation;

  GatedTransport(ChannelHandler gate) {
    var preferred = Transport.nativeTransport();
    system = preferred != null && preferred.available() ? preferred : Transport.NIO;
    var spi = io.vertx.core.spi.transport.Transport.class;
    // Nothing but one method is of interest, and what others there are is Vert.x' to say.
    implementation =
        (io.vertx.core.spi.transport.Transport)
            Proxy.newProxyInstance(
                spi.getClassLoader(),
                new Class<?>[] {spi},
                (proxy, method, arguments) -> invoke(gate, method, arguments));
  }

  private @Nullable Object invoke(ChannelHandler gate, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null
        && arguments.length > 0
        && arguments[arguments.length - 1] instanceof ServerBootstrap bootstrap) {
      bootstrap.handler(gate);
    }
    try {
      return method.invoke(system.implementation(), arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public String name() {
    return system.name();
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return implementation;
  }
}
