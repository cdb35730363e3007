package io.sluice.gateway.config;

import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.AdminConfig.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@link AdminConfig}. */
final class AdminSettings {
  static final Section SECTION = new Section("admin", "The admin port.").live();
  private static final Kind<String> TOKEN =
      NetKinds.visible("a token of 1 to 1024 visible ASCII characters");
  private static final String TOKEN_FILE = "token-file";

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
  private static final Setting<Path> ADMIN_TOKEN_FILE =
      SECTION.add(
          "token-file",
          row ->
              row.unset("no token")
                  .env("SLUICE_ADMIN_TOKEN_FILE")
                  .as(
                      Kinds.file(),
                      "File that holds it alone, instead of `admin.token`; relative to the"
                          + " directory of gateway.yaml."));
  private static final Setting<List<Token>> TOKENS =
      SECTION.add(
          "tokens",
          row ->
              row.byDefault("")
                  .env("SLUICE_ADMIN_TOKENS")
                  .secret()
                  .as(
                      Kinds.listOf(new StructKind<>("a token", Token.TABLE, Token::read)),
                      "Further tokens, each better kept in a file of its own, and what each"
                          + " permits."));

  /** Rows of one of the {@code tokens}. */
  static final Section TOKEN_ROWS = Token.ROWS;

  private AdminSettings() {}

  /** One token of the list, before its file is read; either is null. */
  private record Token(@Nullable Path file, @Nullable Secret plain, Set<Scope> scopes) {
    private static final Section ROWS = new Section("", "A token.");
    private static final Setting<Path> FILE =
        ROWS.add(
            TOKEN_FILE,
            row ->
                row.unset("see `token`")
                    .as(
                        Kinds.file(),
                        "File that holds the token alone, relative to the directory of"
                            + " gateway.yaml."));
    private static final Setting<String> PLAIN =
        ROWS.add(
            "token",
            row ->
                row.unset("see `token-file`")
                    .secret()
                    .as(TOKEN, "The token itself, for an environment without files."));
    private static final Setting<List<Scope>> SCOPES =
        ROWS.add(
            "scopes",
            row ->
                row.byDefault("read")
                    .as(
                        Kinds.listOf(Kinds.choice(Scope.class)),
                        "What the token permits; admin permits everything."));
    private static final Table TABLE = new Table(ROWS.settings());

    static @Nullable Token read(Values values) {
      var file = values.find(FILE);
      var plain = values.find(PLAIN);
      if (!values.isSet(FILE) && !values.isSet(PLAIN)) {
        values.missing(FILE);
      } else if (file != null && plain != null) {
        values.fault(PLAIN, "set beside token-file (expected: one of the two)");
      }
      return file == null == (plain == null)
          ? null
          : new Token(
              file, plain == null ? null : new Secret(plain), Ordered.setOf(values.get(SCOPES)));
    }
  }

  static AdminConfig read(Values values, Path directory) {
    var tokens = new ArrayList<AccessToken>();
    var single = SecretFile.find(values, ADMIN_TOKEN, ADMIN_TOKEN_FILE, directory);
    if (single != null) {
      tokens.add(new AccessToken("admin.token", single, Set.of(Scope.ADMIN)));
    }
    var rows = values.get(TOKENS);
    for (int i = 0; i < rows.size(); i++) {
      var token = rows.get(i);
      var secret = secret(values, i, token, directory);
      if (secret != null) {
        tokens.add(new AccessToken(name(token, i), secret, token.scopes));
      }
    }
    var host = values.get(HOST);
    boolean meant = single != null || values.isSet(ADMIN_TOKEN_FILE) || !rows.isEmpty();
    var admin =
        new AdminConfig(host, values.get(PORT), tokens, AdminTlsSettings.read(values, directory));
    if (!AdminConfig.isLoopback(host) && !meant && !admin.requiresCertificates()) {
      values.fault(
          HOST,
          "value: " + Printable.of(host) + " (expected: a loopback address, or admin.token set)");
    }
    return admin;
  }

  private static String name(Token token, int index) {
    var last = token.file == null ? null : token.file.getFileName();
    return last == null ? "admin.tokens[" + index + "]" : Printable.of(last.toString());
  }

  private static @Nullable Secret secret(Values values, int index, Token token, Path directory) {
    if (token.file == null) {
      return token.plain;
    }
    try {
      return SecretFile.read(values.file(TOKENS, directory.resolve(token.file)), TOKEN);
    } catch (SecretFile.UnusableException e) {
      values.fault(TOKENS, index, TOKEN_FILE, e.reason());
      return null;
    }
  }
}
