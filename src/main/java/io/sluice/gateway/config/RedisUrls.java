package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of {@code redis.url} that name servers. */
final class RedisUrls {
  private static final Pattern FORM =
      Pattern.compile("redis(s?)(\\+sentinel|\\+cluster)?://([^/]*)(/.*)?");
  private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
  private static final Pattern MASTER = Pattern.compile("/([A-Za-z0-9._-]{1,128})(/.*)?");
  private static final int SERVER_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  private RedisUrls() {}

  /** Null if the text has none of the forms. */
  static RedisConfig.@Nullable Endpoint parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    boolean sentinel = "+sentinel".equals(form.group(2));
    boolean cluster = "+cluster".equals(form.group(2));
    var path = form.group(4) == null ? "" : form.group(4);
    String name = null;
    if (sentinel) {
      var master = MASTER.matcher(path);
      if (!master.matches()) {
        return null;
      }
      name = master.group(1);
      path = master.group(2) == null ? "" : master.group(2);
    }
    var places = form.group(3);
    int at = places.lastIndexOf('@');
    var info = at < 0 ? "" : places.substring(0, at);
    int colon = info.indexOf(':');
    var user = Authority.decode(colon < 0 ? info : info.substring(0, colon));
    var password = colon < 0 ? "" : Authority.decode(info.substring(colon + 1));
    if (user == null || password == null || !DATABASE.matcher(path).matches()) {
      return null;
    }
    var servers = new ArrayList<HostPort>();
    var hosts = places.substring(at + 1);
    for (var host : sentinel || cluster ? hosts.split(",", -1) : new String[] {hosts}) {
      var place = Authority.parse(host);
      if (place == null || !place.path().isEmpty()) {
        return null;
      }
      servers.add(new HostPort(place.host(), place.portOr(sentinel ? SENTINEL_PORT : SERVER_PORT)));
    }
    return new RedisConfig.Endpoint(
        !form.group(1).isEmpty(),
        servers,
        name,
        cluster,
        path.length() <= 1 ? 0 : Integer.parseInt(path.substring(1)),
        user.isEmpty() ? null : user,
        password.isEmpty() ? null : new Secret(password));
  }
}
