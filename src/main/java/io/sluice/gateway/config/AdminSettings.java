package io.sluice.gateway.config;

import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.AdminConfig.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@link AdminConfig}. */
final class AdminSettings {
  static final Section SECTION = new Section("admin", "The admin port.").live();
  private static final Kind<String> TOKEN =
      NetKinds.visible("a token of 1 to 1024 visible ASCII characters");
  private static final int MAX_FILE_BYTES = 4096;

  private static final Setting<String> HOST =
      SECTION.add(
          "host",
          row ->
              row.byDefault("127.0.0.1")
                  .restart()
                  .env("SLUICE_ADMIN_HOST")
                  .starter()
                  .as(
                      NetKinds.host(),
                      "Address to listen on; one that others can reach needs a token."));
  private static final Setting<Integer> PORT =
      SECTION.add(
          "port",
          row ->
              row.byDefault("9090")
                  .restart()
                  .env("SLUICE_ADMIN_PORT")
                  .starter()
                  .as(NetKinds.port(), "Port to listen on; 0 lets the system choose."));
  private static final Setting<String> ADMIN_TOKEN =
      SECTION.add(
          "token",
          row ->
              row.unset("no token")
                  .env("SLUICE_ADMIN_TOKEN")
                  .secret()
                  .as(TOKEN, "Bearer token that permits everything. Better kept in a file."));
  private static final Setting<List<TokenFile>> TOKENS =
      SECTION.add(
          "tokens",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(new StructKind<>("a token", TokenFile.TABLE, TokenFile::read)),
                      "Further tokens, each in a file of its own, and what each permits."));

  /** Rows of one of the {@code tokens}. */
  static final Section TOKEN_ROWS = TokenFile.ROWS;

  private AdminSettings() {}

  /** One token of the list, before its file is read. */
  private record TokenFile(Path path, Set<Scope> scopes) {
    private static final Section ROWS = new Section("", "A token.");
    private static final Setting<Path> FILE =
        ROWS.add(
            "token-file",
            row ->
                row.as(
                    Kinds.file(),
                    "File that holds the token alone, relative to the directory of"
                        + " gateway.yaml."));
    private static final Setting<List<Scope>> SCOPES =
        ROWS.add(
            "scopes",
            row ->
                row.byDefault("read")
                    .as(
                        Kinds.listOf(Kinds.choice(Scope.class)),
                        "What the token permits; admin permits everything."));
    private static final Table TABLE = new Table(ROWS.settings());

    static @Nullable TokenFile read(Values values) {
      var file = values.require(FILE);
      return file == null ? null : new TokenFile(file, Ordered.setOf(values.get(SCOPES)));
    }
  }

  static AdminConfig read(Values values, Path directory) {
    var tokens = new ArrayList<AccessToken>();
    var single = values.find(ADMIN_TOKEN);
    if (single != null) {
      tokens.add(new AccessToken("admin.token", new Secret(single), Set.of(Scope.ADMIN)));
    }
    for (var file : values.get(TOKENS)) {
      var secret = secret(values, values.file(TOKENS, directory.resolve(file.path)));
      if (secret != null) {
        tokens.add(new AccessToken(name(file.path), secret, new LinkedHashSet<>(file.scopes)));
      }
    }
    var host = values.get(HOST);
    if (!AdminConfig.isLoopback(host) && single == null && values.get(TOKENS).isEmpty()) {
      values.fault(
          HOST,
          "value: " + Printable.of(host) + " (expected: a loopback address, or admin.token set)");
    }
    return new AdminConfig(host, values.get(PORT), tokens);
  }

  private static String name(Path file) {
    var last = file.getFileName();
    return Printable.of((last == null ? file : last).toString());
  }

  private static @Nullable Secret secret(Values values, Path path) {
    try {
      var text = Files.size(path) > MAX_FILE_BYTES ? "" : Files.readString(path).strip();
      var mark = values.markOf(TOKENS);
      var raw = new Raw.Scalar(mark, text, Raw.Style.UNTYPED);
      var problems = new Problems();
      if (TOKEN.read(raw, new Reading("", true, problems)) != null) {
        return new Secret(text);
      }
      values.fault(TOKENS, "file " + Printable.of(path.toString()) + " (expected: a token in it)");
    } catch (IOException e) {
      values.fault(TOKENS, "file " + Printable.of(path.toString()) + " (expected: readable)");
    }
    return null;
  }
}
