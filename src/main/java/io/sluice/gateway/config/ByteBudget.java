package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A size, or a share of the heap.
 *
 * @param percent 0 = {@code bytes} counts
 */
record ByteBudget(long bytes, int percent) {
  private static final int MAX_PERCENT = 90;
  private static final Pattern SHARE = Pattern.compile("[0-9]{1,2}%");

  static Kind<ByteBudget> kind() {
    var size = (ScalarKind<Long>) Kinds.size(1 << 20, 1L << 50);
    return new ScalarKind<>(
        "a size from 1MiB to 1024TiB, such as 256MiB, or a share of the heap from 1% to 90%",
        size.styles(),
        Map.of(
            "anyOf",
            List.of(size.schema(), Map.of("type", "string", "pattern", "^" + SHARE + "$"))),
        text -> {
          if (SHARE.matcher(text).matches()) {
            var percent = Integer.parseInt(text.substring(0, text.length() - 1));
            return percent < 1 || percent > MAX_PERCENT ? null : new ByteBudget(0, percent);
          }
          var bytes = size.parser().parse(text);
          return bytes == null ? null : new ByteBudget(bytes, 0);
        });
  }

  long of(long maxHeapBytes) {
    return percent == 0 ? bytes : maxHeapBytes / 100 * percent;
  }
}
