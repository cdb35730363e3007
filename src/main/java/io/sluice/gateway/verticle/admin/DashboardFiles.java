package io.sluice.gateway.verticle.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files out of the jar. Each is below a directory that is named after the content
 * of all of them, so that browsers may keep them for ever; the page alone is asked for again.
 */
final class DashboardFiles {
  private static final String OWN = "/io/sluice/gateway/dashboard/";
  private static final String PAGE = "index.html";
  private static final String PLOTS = "chart.js";
  private static final List<String> NAMES =
      List.of(
          "charts.js",
          "dom.js",
          "explain.js",
          "format.js",
          "history.js",
          "icon.svg",
          "layout.css",
          "live.js",
          "main.js",
          "mode.js",
          "parts.css",
          "plot.js",
          "purge.js",
          "quantile.js",
          "session.js",
          "signin.js",
          "sse.js",
          "table.js",
          "tables.js",
          "theme.css",
          "tiles.js",
          "tree.js");
  private static final List<String> PLOT_NAMES = List.of("chart.umd.min.js");

  private final TreeMap<String, File> files = new TreeMap<>();
  private final String version;
  private final File page;

  /** One of them, with its validator. */
  record File(Buffer content, String type, String etag) {}

  private DashboardFiles() throws IOException {
    for (var name : NAMES) {
      add(name, read(OWN + name));
    }
    for (var name : PLOT_NAMES) {
      add(name, read(plotDirectory() + name));
    }
    var all = sha256();
    files.values().forEach(file -> all.update(file.content().getBytes()));
    version = HexFormat.of().formatHex(all.digest(), 0, 8);
    var html = new String(read(OWN + PAGE), UTF_8).replace("{files}", "dashboard/" + version);
    page = file(html.getBytes(UTF_8), "text/html; charset=utf-8");
  }

  /** Reads them all; not for an event loop. */
  static DashboardFiles load() {
    try {
      return new DashboardFiles();
    } catch (IOException missing) {
      throw new UncheckedIOException(
          "the dashboard is not whole: " + missing.getMessage(), missing);
    }
  }

  File page() {
    return page;
  }

  /** Null when there is no such file, or none of this content. */
  @Nullable File file(String directory, String name) {
    return directory.equals(version) ? files.get(name) : null;
  }

  private void add(String name, byte[] content) {
    files.put(name, file(content, type(name)));
  }

  private static File file(byte[] content, String type) {
    var digest = sha256().digest(content);
    var etag = '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    return new File(Buffer.buffer(content), type, etag);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static String plotDirectory() throws IOException {
    var properties = new Properties();
    properties.load(
        new java.io.StringReader(
            new String(
                read("/META-INF/maven/org.webjars.npm/" + PLOTS + "/pom.properties"), UTF_8)));
    return "/META-INF/resources/webjars/"
        + PLOTS
        + "/"
        + properties.getProperty("version")
        + "/dist/";
  }

  private static byte[] read(String resource) throws IOException {
    try (var in = DashboardFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is not in the jar");
      }
      return in.readAllBytes();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
