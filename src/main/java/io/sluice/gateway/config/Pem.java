package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The blocks of a PEM text (RFC 7468); what stands between them is skipped. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private Pem() {}

  /**
   * @param label what follows BEGIN
   * @param base64 with line breaks
   */
  record Block(String label, String base64) {
    /** Empty when it is no base64. */
    byte[] content() {
      try {
        return Base64.getMimeDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }
  }

  static List<Block> blocks(String text) {
    var blocks = new ArrayList<Block>();
    var matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
