package io.sluice.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of values that name places in a network or parts of HTTP messages. */
final class NetKinds {
  static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}";
  private static final Map<String, Object> STRING = Map.of("type", "string", "minLength", 1);

  private NetKinds() {}

  /** A port to listen on. */
  static Kind<Integer> port() {
    return Kinds.integer(0, 65535);
  }

  /** A host to listen on or to be reached at. */
  static Kind<String> host() {
    return ScalarKind.text(
        "a host name or an IP address",
        STRING,
        text -> Authority.isName(text) || Cidr.literal(text).length > 0 ? text : null);
  }

  /** A Host value that is served. */
  static Kind<String> servedHost() {
    return Kinds.text(
        "a host name, or *. and a domain",
        "(\\*\\.)?" + Authority.HOST,
        text -> text.toLowerCase(Locale.ROOT));
  }

  static Kind<Cidr> addresses() {
    return ScalarKind.text(
        "an IP address or a block of them, such as 10.0.0.0/8 or ::1", STRING, Cidr::parse);
  }

  /** A member of the cluster; its port may be left out and is 0 then. */
  static Kind<HostPort> member() {
    return ScalarKind.text(
        "host or host:port",
        STRING,
        text -> {
          var place = Authority.parse(text);
          return place == null
                  || !place.scheme().isEmpty()
                  || place.userInfo() != null
                  || !place.path().isEmpty()
              ? null
              : new HostPort(place.host(), place.portOr(0));
        });
  }

  static Kind<Origin> origin() {
    return ScalarKind.text(
        "an origin such as http://host:8080 or https://host, without user and path",
        Map.of("type", "string", "pattern", "^https?://[^/?#@\\s]+/?$"),
        text -> {
          var place = Authority.parse(text);
          return place == null || place.userInfo() != null ? null : origin(place);
        });
  }

  private static @Nullable Origin origin(Authority place) {
    var tls = place.scheme().equals("https");
    return (tls || place.scheme().equals("http")) && (place.path().length() <= 1)
        ? new Origin(tls, place.host(), place.portOr(tls ? 443 : 80), 1)
        : null;
  }

  /** What {@code redis.url} says. */
  record RedisUrl(boolean embedded, RedisConfig.Endpoint endpoint) implements Masked {
    @Override
    public String masked() {
      return embedded ? "embedded" : endpoint.url();
    }
  }

  static Kind<RedisUrl> redisUrl() {
    return ScalarKind.text(
        "embedded, redis[s]://[[user]:password@]host[:port][/database],"
            + " redis[s]+sentinel://[[user]:password@]host[:port][,host[:port]...]/master[/database],"
            + " or redis[s]+cluster://[[user]:password@]host[:port][,host[:port]...]",
        Map.of("type", "string", "pattern", "^(embedded|rediss?(\\+sentinel|\\+cluster)?://.+)$"),
        text -> {
          if (text.equals("embedded")) {
            var here = List.of(new HostPort("127.0.0.1", 6379));
            var endpoint = new RedisConfig.Endpoint(false, here, null, false, 0, null, null);
            return new RedisUrl(true, endpoint);
          }
          var endpoint = RedisUrls.parse(text);
          return endpoint == null ? null : new RedisUrl(false, endpoint);
        });
  }

  /** A field name, in lower case from here on. */
  static Kind<String> fieldName() {
    return Kinds.text("a field name", TOKEN, text -> text.toLowerCase(Locale.ROOT));
  }

  /** The name of a cookie or a cookie-like token, as it is. */
  static Kind<String> token() {
    return Kinds.text("a name without white space", TOKEN);
  }

  static Kind<List<String>> methods() {
    return Kinds.listOf(Kinds.text("a method in capitals such as GET", "[A-Z][A-Z0-9_-]{0,31}"));
  }

  static Kind<Glob> glob(String expected) {
    return Kinds.text(expected, "[^\\x00-\\x1f\\x7f]{1,512}", Glob::new);
  }

  /** A pattern of media types, without regard to case. */
  static Kind<Glob> mediaType() {
    return Kinds.text(
        "a media type such as text/html, in which * is a wildcard",
        "[A-Za-z0-9!#$&^_.+*-]{1,127}/[A-Za-z0-9!#$&^_.+*-]{1,127}",
        text -> new Glob(text.toLowerCase(Locale.ROOT)));
  }

  static Kind<String> visible(String expected) {
    return Kinds.text(expected, "[!-~]{1,1024}");
  }
}
