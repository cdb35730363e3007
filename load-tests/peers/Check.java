import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fills a server's cache for a case and looks whether it answers as the case wants. */
final class Check {
  private static final int PASSES = 4;
  private static final int H2_REQUESTS = 10;

  private final Origin origin;
  private final Generator generator;
  private final Certificate certificate;
  private final Results results;

  Check(Origin origin, Generator generator, Certificate certificate, Results results) {
    this.origin = origin;
    this.generator = generator;
    this.certificate = certificate;
    this.results = results;
  }

  /** Why the server cannot be measured. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String why) {
      super(why);
    }
  }

  /**
   * Yields how many bytes an answer takes, as {@link Load} counts them.
   *
   * @param urls how many there are where they are drawn
   */
  int prepare(Case one, Target target, int urls) throws Exception {
    if (one.wire.h2()) {
      return overHttp2(one, target.port(one));
    }
    boolean cache = !target.name().equals("floor") && !target.name().equals("origin");
    if (cache && one.urls == Case.Urls.DRAWN) {
      fill(target.port(one), urls);
    }
    // As the load generator names it: it may be part of what is stored.
    String host = "Host: " + (one.byH2load() ? "127.0.0.1:" + target.port(one) : "localhost");
    try (Http client = client(one, target.port(one))) {
      if (cache && one.urls == Case.Urls.ONE) {
        // Whole and without conditions; where there are variants, some of each.
        for (String coding :
            one == Case.VARY
                ? new String[] {"br", "gzip", "identity"}
                : new String[] {"identity"}) {
          client.get(one.path, host, "Accept-Encoding: " + coding);
        }
      }
      return answered(one, client, cache, host);
    }
  }

  /** What is stored may take a moment until it is found. */
  private int answered(Case one, Http client, boolean cache, String host) throws Exception {
    String path = one.misses() ? one.path + "check-" + System.nanoTime() : one.path;
    List<String> fields = new ArrayList<>(one.fields);
    fields.add(host);
    for (int attempt = 1; ; attempt++) {
      long before = origin.requests();
      Http.Answer answer = client.get(path, fields.toArray(new String[0]));
      long asked = origin.requests() - before;
      if (answer.status() != one.status) {
        throw new Unfit("status " + answer.status() + " (expected: " + one.status + ")");
      }
      if (!answer.body().equals(Pages.body(one.bytes))) {
        throw new Unfit("a body of " + answer.body().length() + " bytes that is not the origin's");
      }
      if (!cache || asked == (one.misses() ? 1 : 0)) {
        int lines = answer.head().split("\n").length + 2;
        if (one.byH2load()) {
          return one.bytes;
        }
        return "HTTP/1.1 200 OK".length() + answer.head().length() + lines + 2 + one.bytes;
      }
      if (one.misses() || attempt == 50) {
        throw new Unfit("the origin was asked " + asked + " times for " + path);
      }
      Thread.sleep(100);
    }
  }

  private int overHttp2(Case one, int port) throws Exception {
    try {
      for (int attempt = 1; ; attempt++) {
        long before = origin.requests();
        Load load = generator.few(one, port, H2_REQUESTS);
        long asked = origin.requests() - before;
        if (load.bytesEach() != one.bytes) {
          throw new Unfit("bodies of " + load.bytesEach() + " bytes (expected: " + one.bytes + ")");
        }
        if (asked == 0) {
          return one.bytes;
        }
        if (attempt == 20) {
          throw new Unfit("the origin is asked each time");
        }
        Thread.sleep(100);
      }
    } catch (IOException e) {
      throw new Unfit(e.getMessage());
    }
  }

  private void fill(int port, int urls) throws Exception {
    for (int pass = 1; ; pass++) {
      long before = origin.requests();
      Traffic.fill(port, urls, i -> "/1024/u" + (i + 1), results);
      long asked = origin.requests() - before;
      if (asked == 0) {
        return;
      }
      if (pass == PASSES) {
        throw new Unfit(asked + " of " + urls + " URLs were not kept");
      }
    }
  }

  private Http client(Case one, int port) throws Exception {
    return one.wire.tls() ? new Http(certificate.connect(port)) : new Http(port);
  }
}
