package io.sluice.gateway.config;

/**
 * The {@code pattern} of a rule in the flat JSON form, in which {@code *} also crosses slashes.
 *
 * <p>A pattern that begins with a slash is compared with the path, any other with scheme, authority
 * and path; the query takes part only if the pattern has a question mark.
 */
public record UrlGlob(Glob glob) {
  boolean matches(RuleRequest request) {
    var pattern = glob.toString();
    var path = request.path();
    var subject =
        pattern.startsWith("/") ? path : request.scheme() + "://" + request.authority() + path;
    var query = request.query();
    return glob.matches(
        query == null || pattern.indexOf('?') < 0 ? subject : subject + "?" + query);
  }
}
