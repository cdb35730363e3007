import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.stream.Stream;

/** A server that runs, and where it speaks what. */
record Target(String name, ProcessHandle process, Map<Case.Wire, Integer> ports) {
  int port(Case one) {
    return ports.get(one.wire);
  }

  boolean speaks(Case one) {
    return ports.containsKey(one.wire);
  }

  /** CPU time of its processes with all their threads, user and system. */
  long cpuMicros() {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(
            one -> {
              try {
                return Lab.cpuMicros(one);
              } catch (NoSuchFileException ended) {
                return 0;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .sum();
  }
}
