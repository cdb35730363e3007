package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;

/** Cache groups (RFC 9875): lists of strings, each meant for one origin, case-sensitive. */
final class CacheGroups {
  private CacheGroups() {}

  /** The group tags that a field names for the target's origin; none when it is malformed. */
  static List<String> tags(Fields response, String field, RequestTarget target) {
    if (!response.contains(field)) {
      return List.of();
    }
    List<Object> members = StructuredFields.list(response.all(field));
    if (members == null) {
      return List.of();
    }
    List<String> tags = new ArrayList<>(members.size());
    for (Object member : members) {
      if (!(member instanceof String group)) {
        return List.of(); // the field is a list of strings: anything else makes it invalid
      }
      tags.add(Tags.group(target.origin(), group));
    }
    return tags;
  }
}
