package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.request;
import static io.sluice.gateway.caching.Exchanges.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4.4, RFC 9875 §3. */
class UnsafeInvalidationTest {
  private static final String URI = "https://h.example/a/b?q";
  private static final String OWN = "u:https://h.example/a/b";

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "get"})
  void invalidatesTheTargetOfUnsafeMethods(String method) {
    assertThat(UnsafeInvalidation.tags(request(method, URI), response(204))).containsExactly(OWN);
    assertThat(UnsafeInvalidation.tags(request(method, URI), null)).containsExactly(OWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
  void invalidatesNothingForSafeMethods(String method) {
    var response = response(200, "cache-group-invalidation", "\"g\"", "location", "/x");
    assertThat(UnsafeInvalidation.tags(request(method, URI), response)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"200, true", "299, true", "303, true", "399, true", "400, false", "500, false"})
  void dependsOnTheStatus(int status, boolean invalidates) {
    assertThat(UnsafeInvalidation.tags(request("POST", URI), response(status)).isEmpty())
        .isEqualTo(!invalidates);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          c                        | u:https://h.example/a/c
          /c?x                     | u:https://h.example/c
          https://H.example:443/c  | u:https://h.example/c
          http://h.example/c       |
          https://other.example/c  |
          https://h.example:8443/c |
          /a b                     |
          """)
  void invalidatesReferencesOfTheSameOrigin(String reference, String tag) {
    for (String field : new String[] {"location", "content-location"}) {
      var tags = UnsafeInvalidation.tags(request("POST", URI), response(201, field, reference));
      assertThat(tags).isEqualTo(tag == null ? List.of(OWN) : List.of(OWN, tag));
    }
  }

  @Test
  void invalidatesTheGroupsOfTheOrigin() {
    var response = response(200, "cache-group-invalidation", "\"g\", \"G 2\"");
    assertThat(UnsafeInvalidation.tags(request("POST", URI), response))
        .containsExactly(OWN, "g:https://h.example:g", "g:https://h.example:G 2");
  }
}
