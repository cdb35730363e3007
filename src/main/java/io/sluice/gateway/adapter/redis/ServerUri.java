package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in the URI of a server, those included that {@link URI}, and with it the client, takes for
 * none: names with an underscore, which container networks are full of.
 */
final class ServerUri {
  private static final int PORT = 6379;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");
  private static final Pattern PLACE =
      Pattern.compile("(?:.*@)?([A-Za-z0-9][A-Za-z0-9._-]*?)(?::(\\d{1,5}))?");

  private ServerUri() {}

  /** {@code host:port} of a server that another one names; null if nobody could dial it. */
  static @Nullable String address(String host, String port) {
    var address = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    try {
      return HOST.matcher(host).matches() && address(new URI("redis://" + address)) != null
          ? address
          : null;
    } catch (URISyntaxException malformed) {
      return null;
    }
  }

  /** Host and port; null if there is no host. */
  static @Nullable String address(URI uri) {
    if (uri.getHost() != null) {
      return uri.getHost() + ":" + (uri.getPort() < 0 ? PORT : uri.getPort());
    }
    var authority = uri.getRawAuthority();
    var place = PLACE.matcher(authority == null ? "" : authority);
    if (!place.matches()) {
      return null;
    }
    return place.group(1) + ":" + (place.group(2) == null ? PORT : place.group(2));
  }

  /**
   * The same server in a form that the client can dial: a name that it would not take is looked up
   * here.
   */
  static Future<String> dialable(Vertx vertx, String uri) {
    var parsed = URI.create(uri);
    var address = address(parsed);
    if (parsed.getHost() != null || address == null) {
      return Future.succeededFuture(uri);
    }
    int colon = address.lastIndexOf(':');
    var info = parsed.getRawAuthority();
    var credentials = info.substring(0, info.lastIndexOf('@') + 1);
    return ((VertxInternal) vertx)
        .nameResolver()
        .resolve(address.substring(0, colon))
        .map(
            found ->
                parsed.getScheme()
                    + "://"
                    + credentials
                    + literal(found)
                    + address.substring(colon)
                    + parsed.getRawPath());
  }

  private static String literal(InetAddress address) {
    var text = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return text;
    }
    int zone = text.indexOf('%');
    return "[" + (zone < 0 ? text : text.substring(0, zone)) + "]";
  }
}
