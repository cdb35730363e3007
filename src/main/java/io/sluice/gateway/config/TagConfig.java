package io.sluice.gateway.config;

import java.util.List;

/**
 * Which tags a response carries.
 *
 * @param fields response fields that carry tags, lower case
 * @param pass whether these fields are passed on to clients; Cache-Groups always is
 * @param maxPerResponse more make the response uncacheable
 * @param maxBytes more bytes of tags make the response uncacheable
 */
public record TagConfig(List<String> fields, boolean pass, int maxPerResponse, int maxBytes) {
  public TagConfig {
    fields = List.copyOf(fields);
  }
}
