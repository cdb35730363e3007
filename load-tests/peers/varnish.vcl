# Varnish with its built-in rules alone. varnishd's own options stand in Starters.java: malloc storage,
# HTTP/2 switched on, all else by default, no varnishlog and no varnishncsa beside it.
vcl 4.1;

backend origin {
    .host = "127.0.0.1";
    .port = "@ORIGIN@";
}
