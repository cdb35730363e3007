package io.sluice.gateway.testing;

import io.sluice.gateway.bootstrap.Gateway;
import io.sluice.gateway.config.ConfigFile;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.ConfigSources;
import io.sluice.gateway.config.DescriptorLoader;
import io.sluice.gateway.config.DescriptorResult;
import io.sluice.gateway.config.ReloadResult;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole gateway in this JVM, on ports of the system's choice, in front of a {@link
 * ScriptedOrigin}.
 *
 * <p>As an extension ({@code @RegisterExtension}) in a static field it lives as long as the class,
 * in an instance field as long as the test; or {@link #start} and {@link #close} it by hand. A
 * blocked event loop and every logged error fail the test.
 */
public final class GatewayUnderTest
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable ConfigFile file;
  private @Nullable Supplier<String> redisUrl;
  private @Nullable ScriptedOrigin origin;
  private @Nullable Gateway gateway;
  private @Nullable LogWatch log;
  private @Nullable RawHttp connection;
  private boolean ownsOrigin;
  private boolean ofClass;

  private GatewayUnderTest() {
    settings.put("http.host", "127.0.0.1");
    settings.put("http.port", "0");
    settings.put("admin.port", "0");
    settings.put("vertx.event-loops", "2");
    settings.put("redis.enabled", "false");
    settings.put("shutdown.delay", "0s");
    settings.put("shutdown.grace", "0s");
    settings.put("cache.l1.max-bytes", "64MiB");
  }

  /**
   * A gateway without Redis, on two event loops, that starts with the test or class.
   *
   * @param keysAndValues settings as in gateway.yaml, flat; rules as YAML or JSON text
   */
  public static GatewayUnderTest with(String... keysAndValues) {
    var gateway = new GatewayUnderTest();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      gateway.settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return gateway;
  }

  /** Reads this gateway.yaml, too, which all other settings are stronger than. */
  public GatewayUnderTest file(Path yaml) {
    file = new ConfigFile(yaml);
    return this;
  }

  /** Reads environment variables from a file with one {@code NAME=value} a line. */
  public GatewayUnderTest environment(Path lines) {
    text(lines)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .forEach(variable -> environment.put(variable[0], variable[1]));
    return this;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uses this Redis, which must run when the gateway starts. */
  public GatewayUnderTest redis(RealRedis redis) {
    return redis(redis::uri);
  }

  /** Uses the Redis at this URL, asked for when the gateway starts. */
  public GatewayUnderTest redis(Supplier<String> url) {
    this.redisUrl = url;
    return this;
  }

  /** Uses this origin, which is not closed with the gateway, instead of one of its own. */
  public GatewayUnderTest origin(ScriptedOrigin origin) {
    settings.put("upstreams.default.origins", origin.url());
    this.origin = origin;
    return this;
  }

  /** Starts it; returns when it accepts requests. */
  public GatewayUnderTest start() {
    log = new LogWatch();
    if (!settings.containsKey("upstreams.default.origins")) {
      origin = ScriptedOrigin.started();
      ownsOrigin = true;
      settings.put("upstreams.default.origins", origin.url());
    }
    var url = redisUrl == null ? null : redisUrl.get();
    if (url != null) {
      settings.put("redis.enabled", "true");
      settings.put("redis.url", url);
    }
    var descriptors = DescriptorLoader.load(Path.of("verticles"));
    if (!(descriptors instanceof DescriptorResult.Ok read)) {
      throw new AssertionError(descriptors.toString());
    }
    var configured = configuration(read);
    if (!(configured instanceof ConfigResult.Ok ok)) {
      throw new AssertionError(configured.toString());
    }
    gateway =
        await(
            Gateway.start(
                ok,
                () -> configuration(read),
                read.descriptors(),
                url == null ? "redis://none" : url,
                text(Path.of("cluster.xml"))));
    if (url != null) {
      awaitLease();
    }
    return this;
  }

  private ConfigResult configuration(DescriptorResult.Ok descriptors) {
    var yaml = file;
    return yaml == null
        ? ConfigLoader.load(sources(descriptors, null))
        : yaml.load(read -> sources(descriptors, read));
  }

  private synchronized ConfigSources sources(
      DescriptorResult.Ok descriptors, ConfigSources.@Nullable File read) {
    return new ConfigSources(
        descriptors.descriptors(),
        read,
        environment,
        settings,
        ConfigSources.Machine.current("localhost"));
  }

  /** Other settings for the next reload, each stronger than the file; null takes one back. */
  public synchronized void settings(@Nullable String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      var key = present(keysAndValues[i]);
      var value = keysAndValues[i + 1];
      if (value == null) {
        settings.remove(key);
      } else {
        settings.put(key, value);
      }
    }
  }

  /** Reloads with other settings. */
  public ReloadResult reload(@Nullable String... keysAndValues) {
    settings(keysAndValues);
    return await(gateway().reload("test"));
  }

  /** As {@link #reload}, and fails unless the new configuration is in force. */
  public ReloadResult reconfigure(@Nullable String... keysAndValues) {
    var result = reload(keysAndValues);
    if (result.outcome() != ReloadResult.Outcome.APPLIED) {
      throw new AssertionError(result.toString());
    }
    return result;
  }

  /** Returns once the node trusts what it has stored. */
  public void awaitLease() {
    Until.met(() -> admin("GET", "/health/ready", "").text().contains("\"lease\":true"));
  }

  public int port() {
    return gateway().httpPort();
  }

  public int adminPort() {
    return gateway().adminPort();
  }

  public Gateway gateway() {
    return present(gateway);
  }

  public ScriptedOrigin origin() {
    return present(origin);
  }

  /** A new connection, which the caller closes. */
  public RawHttp connect() {
    return RawHttp.connect(port());
  }

  /** New connections, each of which has sent the same GET and awaits the answer. */
  public List<RawHttp> crowd(int size, String target, String... namesAndValues) {
    return java.util.stream.IntStream.range(0, size)
        .mapToObj(i -> connect().request("GET", target, namesAndValues))
        .toList();
  }

  public RawResponse get(String target, String... namesAndValues) {
    return exchange("GET", target, namesAndValues);
  }

  /** Sends a request without body over a connection that is kept alive from call to call. */
  public RawResponse exchange(String method, String target, String... namesAndValues) {
    var kept = connection == null ? connect() : connection;
    var response = kept.exchange(method, target, namesAndValues);
    keep(kept, response);
    return response;
  }

  public RawResponse post(String target, String body, String... namesAndValues) {
    var kept = connection == null ? connect() : connection;
    var response = kept.requestWithBody("POST", target, body, namesAndValues).response();
    keep(kept, response);
    return response;
  }

  private void keep(RawHttp kept, RawResponse response) {
    if (!response.complete() || "close".equals(response.field("connection"))) {
      kept.close();
      connection = null;
    } else {
      connection = kept;
    }
  }

  /** Asks the control API, and fails unless its document promises such an answer. */
  public RawResponse admin(String method, String target, String json, String... namesAndValues) {
    try (var admin = RawHttp.connect(adminPort())) {
      var fields = new ArrayList<>(List.of(namesAndValues));
      if (!fields.contains("Content-Type")) {
        fields.addAll(List.of("Content-Type", "application/json"));
      }
      var response =
          admin.requestWithBody(method, target, json, fields.toArray(String[]::new)).response();
      ControlApi.check(method, target, response);
      return response;
    }
  }

  /** Invalidates plain tags on the cluster and returns when every node has confirmed. */
  public void purgeTags(String... tags) {
    var json = new io.vertx.core.json.JsonObject().put("tags", List.of(tags)).encode();
    var receipt = admin("POST", "/cache/invalidations", json);
    if (receipt.status() != 200) {
      throw new AssertionError(receipt.toString());
    }
  }

  /** Permits errors whose message contains this text, until the end of the test. */
  public void mayLog(String text) {
    present(log).permit(text);
  }

  /** Fails if the gateway has logged an error or a blocked thread since the last call. */
  public void check() {
    present(log).check();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofClass = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!ofClass) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (ofClass) {
      check();
    } else {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    var running = gateway;
    if (running == null) {
      return;
    }
    gateway = null;
    if (connection != null) {
      connection.close();
      connection = null;
    }
    await(running.stop());
    if (ownsOrigin) {
      present(origin).close();
    }
    try (var watched = present(log)) {
      watched.check();
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the gateway has not been started");
    }
    return part;
  }
}
