import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is alive in a heap, by class; taking one is a full collection. */
final class ClassHistogram {
  private static final Pattern LINE =
      Pattern.compile("(?m)^ *[0-9]+: +([0-9]+) +([0-9]+) +([^ \n]+)");

  /** Objects of a class and the bytes they take. */
  record Share(long objects, long bytes) {}

  private final Map<String, Share> shares = new HashMap<>();

  static ClassHistogram of(Process process) throws IOException {
    var histogram = new ClassHistogram();
    String said = Tools.said("jcmd", process.pid() + "", "GC.class_histogram");
    for (Matcher line = LINE.matcher(said); line.find(); ) {
      histogram.shares.merge(
          line.group(3),
          new Share(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))),
          // Classes of the same name, of other loaders.
          (a, b) -> new Share(a.objects() + b.objects(), a.bytes() + b.bytes()));
    }
    if (histogram.shares.isEmpty()) {
      throw new IOException("jcmd GC.class_histogram: " + said);
    }
    return histogram;
  }

  long bytes() {
    return shares.values().stream().mapToLong(Share::bytes).sum();
  }

  /** What has come since: a Markdown table of the classes with the most bytes, for each entry. */
  String since(ClassHistogram before, int entries, int classes) {
    var text = new StringBuilder("| class | objects an entry | bytes an entry |\n|---|--:|--:|\n");
    shares.entrySet().stream()
        .map(
            entry -> {
              Share old = before.shares.getOrDefault(entry.getKey(), new Share(0, 0));
              Share now = entry.getValue();
              return Map.entry(
                  entry.getKey(),
                  new Share(now.objects() - old.objects(), now.bytes() - old.bytes()));
            })
        .sorted((a, b) -> Long.compare(b.getValue().bytes(), a.getValue().bytes()))
        .limit(classes)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        "| `%s` | %.2f | %.1f |%n",
                        entry.getKey(),
                        (double) entry.getValue().objects() / entries,
                        (double) entry.getValue().bytes() / entries)));
    return text.toString();
  }
}
