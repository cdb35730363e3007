package io.sluice.gateway.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Redis shared by the tests of a class and emptied before each; register it in a static field
 * with {@code @RegisterExtension}.
 */
public final class RealRedisExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private final String[] options;
  private @Nullable RealRedis server;

  public RealRedisExtension(String... options) {
    this.options = options.clone();
  }

  public RealRedis server() {
    return Objects.requireNonNull(server, "the server runs during tests");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server = RealRedis.started(options);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server().flushAll();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server().close();
  }
}
