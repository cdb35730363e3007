package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;

/** Everything that can be set, in the order in which the reference tells it. */
final class AllSettings {
  static final List<Section> SECTIONS =
      List.of(
          HttpSettings.SECTION,
          TlsSettings.SECTION,
          AdminSettings.SECTION,
          AdminTlsSettings.SECTION,
          FetchSettings.UPSTREAMS,
          FetchSettings.SECTION,
          RedisSettings.SECTION,
          ClusterSettings.SECTION,
          ClusterTlsSettings.SECTION,
          CacheSettings.SECTION,
          FilesSettings.SECTION,
          CacheSettings.TAGS,
          ProcessSettings.INVALIDATION,
          EventSettings.SECTION,
          HttpSettings.PURGE,
          LogSettings.SECTION,
          TracingSettings.SECTION,
          ProcessSettings.SECTION);

  static final Table TABLE = table();

  private AllSettings() {}

  private static Table table() {
    var settings = new ArrayList<Setting<?>>();
    for (var section : SECTIONS) {
      settings.addAll(section.settings());
    }
    return new Table(settings);
  }
}
