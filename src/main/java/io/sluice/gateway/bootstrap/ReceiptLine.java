package io.sluice.gateway.bootstrap;

import io.sluice.gateway.caching.Text;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.invalidation.Receipt.NodeState;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A receipt as one line of {@code key=value} for the log: bounded, and without control characters,
 * whatever was asked.
 */
final class ReceiptLine {
  private static final int MAX_ASKED = 200;
  private static final int MAX_NODES = 2000;

  private ReceiptLine() {}

  static String of(Receipt receipt) {
    var line = new StringBuilder();
    line.append("id=").append(Text.printable(receipt.id(), 300));
    line.append(" outcome=").append(lower(receipt.outcome()));
    line.append(" sequence=").append(receipt.sequence());
    line.append(" mode=").append(lower(receipt.mode()));
    line.append(" by=").append(Text.printable(receipt.by()));
    line.append(" tags=").append(receipt.tags().size());
    line.append(" asked=").append(list(receipt.tags(), MAX_ASKED, tag -> tag));
    line.append(" commit_millis=").append(millis(receipt.toCommit()));
    line.append(" complete_millis=").append(millis(receipt.toComplete()));
    line.append(" nodes=").append(list(receipt.nodes(), MAX_NODES, ReceiptLine::node));
    receipt
        .detail()
        .ifPresent(detail -> line.append(" detail=").append(Text.printable(detail, MAX_ASKED)));
    return line.toString();
  }

  private static String node(NodeState node) {
    String via = node.via().map(way -> "/" + lower(way)).orElse("");
    return node.node() + ":" + lower(node.state()) + via + "/" + node.millis() + "ms";
  }

  /** Ten thousand tags are not joined to show a few. */
  private static <T> String list(Iterable<T> elements, int maxLength, Function<T, String> text) {
    var joined = new StringBuilder();
    Iterator<T> rest = elements.iterator();
    while (rest.hasNext() && joined.length() <= maxLength) {
      joined.append(joined.isEmpty() ? "" : ", ").append(text.apply(rest.next()));
    }
    return Text.printable(joined.toString(), maxLength);
  }

  private static String millis(Optional<Duration> time) {
    return time.map(known -> String.valueOf(known.toMillis())).orElse("-");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
