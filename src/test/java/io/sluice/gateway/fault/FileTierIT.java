package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The file tier of a process that is killed, whose files are damaged, whose disk is full. */
class FileTierIT {
  private static final int PAGES = 400;

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private final Path directory;
  private final Random random = new Random(7);
  private ScriptedOrigin origin;
  private GatewayProcess gateway;

  FileTierIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.started();
    for (int i = 0; i < PAGES; i++) {
      var body = body(i);
      origin.on("/" + i, request -> fresh(body).field("ETag", "\"1\""));
    }
    gateway = configured();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private GatewayProcess configured() {
    return GatewayProcess.configured()
        .origin(origin)
        .redis(REDIS.server())
        .environment("SLUICE_FILES_DIRECTORY", directory.toString());
  }

  /** Of 10 bytes to 80 KB, and like no other. */
  private static String body(int page) {
    return ("page " + page + " ").repeat(1 + page * 20);
  }

  private static void emptyRedis() {
    REDIS
        .server()
        .call(
            "EVAL",
            "for _, key in ipairs(redis.call('KEYS', 'sluice:e:*')) do redis.call('DEL', key) end",
            "0");
  }

  private Path database() {
    return directory.resolve("sluice-entries.db");
  }

  private long stored() {
    return gateway.shown("/cache/stats").getJsonObject("file").getLong("files");
  }

  @Test
  void whatAKilledProcessHasWrittenIsWholeOrNotThere() {
    int killings = 4;
    for (int round = 1; round <= killings; round++) {
      gateway.start().awaitLease();
      emptyRedis();
      int until = origin.requests().size() + 30 + random.nextInt(60);
      var clients = new ArrayList<RawHttp>();
      // Each round has pages of its own, so that the origin is asked for all of them.
      for (int page = 0; page < PAGES / killings; page++) {
        int path = (round - 1) * PAGES / killings + page;
        clients.add(gateway.connect().request("GET", "/" + path, "Host", "shop.test"));
      }
      Until.met(() -> origin.requests().size() >= until && stored() > 0);
      gateway.kill();
      clients.forEach(RawHttp::close);
    }
    gateway.start().awaitLease();
    emptyRedis();

    assertThat(hitsInFiles()).isBetween(1, PAGES);
    assertThat(gateway.output()).doesNotContain("damaged", "of no use", "not what was written");
  }

  /** Asks for every page; all must be right, and so many came from files. */
  private int hitsInFiles() {
    int hits = 0;
    try (var client = gateway.connect()) {
      for (int i = 0; i < PAGES; i++) {
        var answer = client.exchange("GET", "/" + i, "Host", "shop.test");
        assertThat(answer.text()).isEqualTo(body(i));
        hits += String.valueOf(answer.cacheStatus()).contains("detail=l3") ? 1 : 0;
      }
    }
    return hits;
  }

  private void fill() {
    gateway.start().awaitLease();
    assertThat(hitsInFiles()).isZero();
    Until.met(() -> files() == PAGES);
    assertThat(gateway.terminate()).isZero();
    emptyRedis();
  }

  private int files() {
    return gateway.shown("/cache/stats").getJsonObject("file").getInteger("files");
  }

  @Test
  void allIsThereAfterAnOrderlyEnd() {
    fill();
    gateway.start().awaitLease();

    assertThat(hitsInFiles()).isEqualTo(PAGES);
    assertThat(origin.requests()).hasSize(PAGES);
  }

  @Test
  void aFileThatWasCutOffIsDroppedAndFilledAgain() throws IOException {
    fill();
    try (var file = FileChannel.open(database(), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    gateway.start().awaitLease();

    assertThat(hitsInFiles()).isZero();
    assertThat(gateway.log()).anyMatch(line -> line.contains("are of no use and are deleted"));
    Until.met(() -> files() == PAGES);
  }

  @Test
  void flippedBitsCostEntriesAndNoWrongAnswer() throws IOException {
    fill();
    try (var file =
        FileChannel.open(database(), StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      for (int i = 0; i < 40; i++) {
        var one = ByteBuffer.allocate(1);
        long at = (long) (random.nextDouble() * file.size());
        file.read(one, at);
        one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).rewind();
        file.write(one, at);
      }
    }
    gateway.start().awaitLease();

    assertThat(hitsInFiles()).isLessThan(PAGES);
    var stats = gateway.shown("/cache/stats").getJsonObject("file");
    assertThat(stats.getInteger("errors") + stats.getInteger("totalMisses")).isPositive();
  }

  @Test
  void whenTheDiskIsFullRequestsGoOnAndItIsSaidOnce() {
    gateway.largestFile(2 << 20).start().awaitLease();

    assertThat(hitsInFiles()).isZero();
    Until.met(() -> !gateway.shown("/cache/stats").getJsonObject("file").getBoolean("available"));
    emptyRedis();
    assertThat(hitsInFiles()).isZero();
    assertThat(gateway.log().stream().filter(line -> line.contains("Nothing is kept in")))
        .singleElement()
        .asString()
        .contains(directory.toString());
  }

  @Test
  void aDirectoryInUseIsAPlainErrorAtTheStart() {
    gateway.start();
    var second =
        Sluice.run(
            "run",
            "--set",
            "http.port=0",
            "--set",
            "admin.port=0",
            "--set",
            "redis.enabled=false",
            "--set",
            "cache.files.directory=" + directory);

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .contains(
            "sluice cannot start: cache.files.directory: "
                + directory
                + " is in use by another gateway (expected: a directory of this node's own)");
    assertThat(gateway.isAlive()).isTrue();
    var doctor = Sluice.doctor("redis.enabled=false", "cache.files.directory=" + directory);
    assertThat(doctor.out())
        .filteredOn(line -> line.startsWith("FAIL"))
        .singleElement()
        .asString()
        .contains("files: cache.files.directory", "is in use");
  }
}
