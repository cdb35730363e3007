import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Numbers of URLs, drawn beforehand with a fixed seed, so that each server is asked for the same.
 */
final class Draws {
  private static final int COUNT = 1_000_000;
  private static final long SEED = 20_261_121;

  private Draws() {}

  /** By Zipf's law: number n comes with a chance as 1/n. */
  static Path zipf(Path file, int urls) throws IOException {
    double[] upTo = new double[urls];
    double sum = 0;
    for (int i = 0; i < urls; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    double total = sum;
    return write(
        file,
        random -> {
          int at = Arrays.binarySearch(upTo, random.nextDouble() * total);
          return Math.min(urls, (at < 0 ? -at - 1 : at) + 1);
        });
  }

  /** Each as often as the others. */
  static Path even(Path file, int urls) throws IOException {
    return write(file, random -> 1 + random.nextInt(urls));
  }

  private interface Draw {
    int from(Random random);
  }

  private static Path write(Path file, Draw draw) throws IOException {
    var random = new Random(SEED);
    try (var writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < COUNT; i++) {
        writer.append(Integer.toString(draw.from(random))).append('\n');
      }
    }
    return file;
  }
}
