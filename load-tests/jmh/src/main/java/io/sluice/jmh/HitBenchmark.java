package io.sluice.jmh;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Validity;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.message.MultiMapFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pure functions on the path of a hit in memory, in the order in which it takes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HitBenchmark {
  private static final String HOST = "shop.example:8080";

  /** One as a load generator sends it, one as a browser does. */
  @Param({"short", "browser"})
  private String request;

  private String uri = "";
  private RequestHead head = new RequestHead("GET", target("/"), StoredFields.EMPTY);
  private Fields fields = StoredFields.EMPTY;
  private CacheKey key = CacheKey.of("GET", head.target());
  private final Map<CacheKey, String> keys = new HashMap<>();
  private StoredResponse stored = stored(head);
  private Vary vary = Vary.NONE;
  private long nowMillis;

  @Setup
  public void prepare() {
    boolean browser = request.equals("browser");
    uri = browser ? "/products/hammers/42?sort=price&page=3&q=claw%20hammer" : "/1024/page";
    // What the server hands to the handler: values are strings already.
    MultiMap map = HttpHeaders.headers().add("Host", HOST);
    if (browser) {
      map.add(
              "User-Agent",
              "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
          .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
          .add("Accept-Language", "en-GB,en;q=0.5")
          .add("Accept-Encoding", "gzip, deflate, br, zstd")
          .add("Connection", "keep-alive")
          .add("Cookie", "session=0123456789abcdef; consent=all")
          .add("Sec-Fetch-Dest", "document")
          .add("Sec-Fetch-Mode", "navigate");
    } else {
      map.add("Accept-Encoding", "gzip");
    }
    fields = new MultiMapFields(map);
    head = new RequestHead("GET", target(uri), fields);
    key = CacheKey.of("GET", head.target());
    keys.put(CacheKey.of("GET", target(uri)), "");
    stored = stored(head);
    vary = stored.vary();
    nowMillis = stored.responseTimeMillis() + 5_000;
  }

  private static RequestTarget target(String uri) {
    try {
      return RequestTarget.parse("GET", uri, "http", HOST);
    } catch (InvalidTargetException e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
  }

  private static StoredResponse stored(RequestHead head) {
    var response =
        StoredFields.of(
            "Date", "Sun, 01 Nov 2026 10:00:00 GMT",
            "Content-Type", "text/plain",
            "Cache-Control", "public, max-age=86400",
            "ETag", "\"v1\"",
            "Accept-Ranges", "bytes",
            "Vary", "Accept-Encoding",
            "Content-Length", "1024");
    long received = 1_793_527_200_000L;
    var decision =
        StoreDecision.decide(
            head,
            new ResponseHead(200, response, received, received),
            CachePolicy.DEFAULT,
            RuleTags.NONE);
    if (decision instanceof StoreDecision.Store store) {
      return store.response();
    }
    throw new IllegalStateException("not stored: " + decision);
  }

  @Benchmark
  public RequestTarget parseTarget() throws InvalidTargetException {
    return RequestTarget.parse("GET", uri, "http", HOST);
  }

  @Benchmark
  public CacheKey makeKey() {
    return CacheKey.of("GET", head.target());
  }

  /** Among equal keys that are not the same object, as it is with each request. */
  @Benchmark
  public String findKey() {
    return keys.get(key);
  }

  @Benchmark
  public boolean matchVary() {
    return vary.matches(fields);
  }

  @Benchmark
  public CacheDecision decide() {
    return CacheDecision.decide(head, stored, true, Validity.VALID, CachePolicy.DEFAULT, nowMillis);
  }

  @Benchmark
  public String findStoredField() {
    return stored.sentFields().get("content-type");
  }

  /** Into the fields of an answer. */
  @Benchmark
  public MultiMap copyStoredFields() {
    MultiMap answer = HttpHeaders.headers();
    StoredFields sent = stored.sentFields();
    for (int i = 0; i < sent.size(); i++) {
      answer.add(sent.name(i), sent.value(i));
    }
    return answer;
  }

  @Benchmark
  public String writeCacheStatus() {
    return CacheStatus.hit(stored.upstreamCacheStatus(), "sluice", 86_395);
  }
}
