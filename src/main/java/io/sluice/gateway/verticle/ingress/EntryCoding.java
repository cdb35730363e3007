package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CodingChoice;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.caching.ContentCoding;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.EntryForms;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the form in which an entry is sent, and has the coded forms made by a few threads of
 * their own. Until one is there, and always if it would save nothing, the origin's bytes are sent.
 */
final class EntryCoding {
  private static final Logger LOG = LoggerFactory.getLogger(EntryCoding.class);

  private final IngressServices services;
  private final CodingWork work;
  private final CodingTerms terms;
  private final CodingChoice choice;

  EntryCoding(IngressServices services, CodingWork work) {
    this.services = services;
    this.work = work;
    this.terms = services.codingTerms();
    this.choice = new CodingChoice(services.coder().offered());
  }

  /**
   * The form for a hit, or null for an entry that has but one; makes what is wanted and lacking.
   */
  EntryForms.@Nullable Form forHit(RequestHead request, CacheEntry entry) {
    return choose(request, entry, true);
  }

  /** As {@link #forHit}, of what is there: the entry may not be one that is met again. */
  EntryForms.@Nullable Form find(RequestHead request, CacheEntry entry) {
    return choose(request, entry, false);
  }

  private EntryForms.@Nullable Form choose(RequestHead request, CacheEntry entry, boolean make) {
    var forms = entry.forms(terms);
    if (forms == null) {
      return null;
    }
    var coding = choice.of(request.fields());
    // Ranges are those of the origin's bytes.
    if (coding == null
        || request.fields().contains("range")
        || CodingTerms.forbidsTransforming(request.fields())) {
      return forms.identity();
    }
    var form = forms.find(coding);
    if (form != null) {
      return form;
    }
    if (make && work.hasRoomForBody() && wantsBody(request) && forms.bodies().claim(coding)) {
      make(entry, forms, coding);
    }
    return forms.identity();
  }

  private static boolean wantsBody(RequestHead request) {
    return !request.method().equals("HEAD")
        && !request.fields().contains("if-none-match")
        && !request.fields().contains("if-modified-since");
  }

  private void make(CacheEntry entry, EntryForms forms, ContentCoding coding) {
    work.submit(
            () -> {
              var coded = services.coder().encode(coding, entry.body());
              if (coded.length() < entry.body().length()) {
                forms.bodies().made(coding, coded);
                services.local().reweigh(entry.key());
              }
              return coded;
            })
        .onFailure(
            cause ->
                LOG.warn(
                    "A stored body of {} bytes stays without {}: {}",
                    entry.body().length(),
                    coding.token(),
                    cause.toString()));
  }
}
