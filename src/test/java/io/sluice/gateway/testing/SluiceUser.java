package io.sluice.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The ACL user {@code sluice} with the password {@code secret}, as the operators' guide has it. */
public final class SluiceUser {
  private static final Pattern IN_GUIDE = Pattern.compile("(?s)\n(ACL SETUSER sluice .*?)\n```");

  private SluiceUser() {}

  /** To a server of a Redis Cluster, with what the guide names beside for it. */
  public static void addToClustered(RealRedis redis, String prefix, String... changes) {
    var all = new ArrayList<>(List.of("+cluster|info", "+cluster|slots", "+asking", "+role"));
    Collections.addAll(all, changes);
    addTo(redis, prefix, all.toArray(String[]::new));
  }

  /**
   * @param prefix of keys and channels
   * @param changes as {@code ACL SETUSER} takes them
   */
  public static void addTo(RealRedis redis, String prefix, String... changes) {
    try {
      var match = IN_GUIDE.matcher(Files.readString(Path.of("docs", "operations.md")));
      if (!match.find()) {
        throw new AssertionError("docs/operations.md has no ACL SETUSER sluice");
      }
      var words = new ArrayList<>(List.of(match.group(1).split("\\s+")));
      words.replaceAll(word -> word.replace("sluice:*", prefix + "*"));
      Collections.addAll(words, changes);
      redis.call(words.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
