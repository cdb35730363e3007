package io.sluice.gateway.adapter.redis;

import java.nio.charset.StandardCharsets;

/** Which of the slots of a Redis Cluster a key is in: the CRC-16 of its hash tag, or of it all. */
final class HashSlot {

  /** How many there are. */
  static final int COUNT = 16_384;

  /** That of the invalidation log's keys, whatever their prefix. */
  static final int OF_LOG = of("{gw}");

  private static final int POLYNOMIAL = 0x1021;

  private HashSlot() {}

  /** A number from 0 on. */
  static int of(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open);
    var hashed = close > open + 1 ? key.substring(open + 1, close) : key;
    int crc = 0;
    for (byte b : hashed.getBytes(StandardCharsets.UTF_8)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      crc &= 0xffff;
    }
    return crc % COUNT;
  }
}
