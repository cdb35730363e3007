package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.Fingerprint;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the configuration reloaded when the content of a file that it was read from has changed and
 * rests: two looks have to find the same, so that what is half written is left alone.
 *
 * <p>It looks at content, under the files' names, and so sees every way in which editors, mounted
 * volumes and scripts put a new one there. A file system's notifications are not sent for some of
 * them.
 */
final class ConfigWatch {
  private static final long POLL_MILLIS = 1000;

  private final Vertx vertx;
  private final ConfigReload reload;
  private Map<Path, String> seen = Map.of();

  /** What was found when a reload was asked for last. */
  private Map<Path, String> judged = Map.of();

  /** In place of what; if it still is, the reload cannot read what is found here. */
  private Map<Path, String> judgedAgainst = Map.of();

  private volatile boolean stopped;

  ConfigWatch(Vertx vertx, ConfigReload reload) {
    this.vertx = vertx;
    this.reload = reload;
  }

  void start() {
    if (!stopped) {
      vertx.setTimer(POLL_MILLIS, id -> look());
    }
  }

  /** To be called before Vert.x closes. */
  void stop() {
    stopped = true;
  }

  private void look() {
    if (stopped) {
      return;
    }
    var known = reload.files();
    vertx
        .executeBlocking(() -> fingerprints(known))
        .onSuccess(
            found -> {
              boolean settled = found.equals(seen);
              seen = found;
              boolean told = found.equals(judged) && known.equals(judgedAgainst);
              if (settled && !found.equals(known) && !told) {
                judged = found;
                judgedAgainst = known;
                reload.reload("file").onComplete(done -> start());
              } else {
                start();
              }
            })
        .onFailure(cause -> start());
  }

  private static Map<Path, String> fingerprints(Map<Path, String> files) {
    var found = new HashMap<Path, String>();
    files.keySet().forEach(file -> found.put(file, Fingerprint.of(file)));
    return found;
  }
}
