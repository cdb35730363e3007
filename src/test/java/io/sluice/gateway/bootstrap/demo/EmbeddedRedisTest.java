package io.sluice.gateway.bootstrap.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  private static final RedisBinary.Bundle NO_LIBRARY =
      directory -> {
        throw new NoClassDefFoundError("redis/embedded/core/ExecutableProvider");
      };

  @Test
  void answersOnItsPortUntilItIsClosed() throws IOException {
    int port;
    ProcessHandle process;
    try (var redis = EmbeddedRedis.start()) {
      port = redis.port();
      process = ProcessHandle.of(redis.pid()).orElseThrow();
      assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + port);
      assertThat(ask(port, "CONFIG GET save")).isEqualTo("*2\r\n$4\r\nsave\r\n$0\r\n\r\n");
      assertThat(ask(port, "CONFIG GET bind")).contains("127.0.0.1");
    }
    assertThat(process.isAlive()).isFalse();
    assertThatThrownBy(() -> ask(port, "PING")).isInstanceOf(IOException.class);
  }

  @Test
  void closingTwiceIsHarmless() throws IOException {
    var redis = EmbeddedRedis.start();
    redis.close();
    redis.close();
    assertThat(ProcessHandle.of(redis.pid())).isNotPresent();
  }

  @Test
  void twoRunSideBySide() throws IOException {
    try (var one = EmbeddedRedis.start();
        var other = EmbeddedRedis.start()) {
      assertThat(one.port()).isNotEqualTo(other.port());
    }
  }

  @Test
  void withoutTheLibraryTakesTheServerOnThePath(@TempDir Path directory) throws IOException {
    Path unpacked = BundledRedis.unpackInto(directory);
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("redis-server"), unpacked);
    var binary = new RedisBinary(NO_LIBRARY, "/nonexistent:" + bin);
    try (var redis = EmbeddedRedis.start(binary)) {
      assertThat(ask(redis.port(), "PING")).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void withNeitherSaysHowToMendIt() {
    assertThatThrownBy(() -> EmbeddedRedis.start(new RedisBinary(NO_LIBRARY, "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this build carries none")
        .hasMessageContaining("REDIS_URL")
        .hasMessageContaining("REDIS_ENABLED=false");
  }

  @Test
  void aBinaryThatEndsIsReportedWithWhatItSaid(@TempDir Path directory) throws IOException {
    Path broken = directory.resolve("redis-server");
    Files.writeString(broken, "#!/bin/sh\necho cannot run here\nexit 7\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> EmbeddedRedis.start(new RedisBinary(into -> broken, "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 7")
        .hasMessageContaining("cannot run here");
  }

  private static String ask(int port, String command) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
