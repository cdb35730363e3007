package io.sluice.gateway.spi;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The URLs and tags that the node is asked for most, of the last minutes; safe from any thread. */
public final class TopRequests {
  static final Comparator<Frequent> MOST_FIRST =
      Comparator.comparingDouble(Frequent::perSecond).reversed().thenComparing(Frequent::name);

  private final List<RequestSample> samples = new CopyOnWriteArrayList<>();

  /**
   * One name.
   *
   * @param perSecond about how many requests
   * @param hitsPerSecond how many of them were answered without the origin
   */
  public record Frequent(String name, double perSecond, double hitsPerSecond) {
    private Frequent plus(Frequent other) {
      return new Frequent(name, perSecond + other.perSecond, hitsPerSecond + other.hitsPerSecond);
    }
  }

  /** Both lists begin with what is asked for most. */
  public record Top(List<Frequent> urls, List<Frequent> tags) {
    static final Top NONE = new Top(List.of(), List.of());
  }

  /** For one event loop, which tells it when seconds have passed. */
  public RequestSample join() {
    var sample = new RequestSample();
    samples.add(sample);
    return sample;
  }

  public void leave(RequestSample sample) {
    samples.remove(sample);
  }

  /**
   * @param limit of each list
   */
  public Top top(int limit) {
    return new Top(merged(Top::urls, limit), merged(Top::tags, limit));
  }

  private List<Frequent> merged(Function<Top, List<Frequent>> list, int limit) {
    Map<String, Frequent> byName = new HashMap<>();
    for (var sample : samples) {
      for (var one : list.apply(sample.published())) {
        byName.merge(one.name(), one, Frequent::plus);
      }
    }
    return byName.values().stream().sorted(MOST_FIRST).limit(limit).toList();
  }
}
