package io.sluice.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {
  @ParameterizedTest
  @CsvSource({
    "timeout=5, timeout=4,",
    "'timeout=5, max=100', timeout=4,",
    "'max=100,Timeout=75', timeout=74,",
    // Vert.x reads no 9.
    "timeout=10, timeout=8,",
    "timeout=60, timeout=58,",
    "timeout=1, timeout=1, close",
    "timeout=0, timeout=0, close",
    "timeout=-1, timeout=-1,",
    "timeout=99999999999, timeout=99999999999,",
    "max=100, max=100,",
    "mytimeout=5, mytimeout=5,",
    "'', '',",
  })
  void aSecondIsKeptInReserve(String sent, String shortened, String connection) {
    var fields = new DefaultHttpHeaders().set("Keep-Alive", sent);

    KeepAlive.shorten(fields);

    assertThat(fields.get("Keep-Alive")).isEqualTo(shortened);
    assertThat(fields.get("Connection")).isEqualTo(connection);
  }
}
