package io.sluice.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a node that wants tokens. */
@Timeout(120)
class DashboardAccessIT {
  @RegisterExtension static final Chromium chromium = new Chromium();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    var tokens = new StringBuilder();
    for (var scope : new String[] {"read", "purge", "admin"}) {
      var file = Files.writeString(directory.resolve(scope), "the-" + scope + "-token");
      tokens.append("- {token-file: '" + file + "', scopes: [" + scope + "]}\n");
    }
    gateway = GatewayUnderTest.with("admin.tokens", tokens.toString()).start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** The browser itself notes the refusals in its console. */
  private DashboardPage open() {
    return chromium.open(gateway.adminPort()).mayGet(401).mayGet(403);
  }

  private static void enter(DashboardPage page, String token) {
    page.find("#token").fill(token);
    page.find("#token").press("Enter");
  }

  @Test
  void itAsksForATokenAndSaysWhenItIsWrong() {
    var page = open();
    assertThat(page.find("#sign-in")).isVisible();
    assertThat(page.find("main")).isHidden();
    assertThat(page.find("#token")).isFocused();
    assertThat(page.find("#sign-in-error")).isEmpty();

    enter(page, "a-wrong-one");
    page.says("#sign-in-error", "does not know this token");
    page.picture("sign-in");
    enter(page, "\u043a\u043b\u044e\u0447");
    page.says("#sign-in-error", "does not know this token");
    enter(page, "the-purge-token");
    page.says("#sign-in-error", "does not permit reading");
    enter(page, "the-admin-token");
    page.awaitLive();
    assertThat(page.find("#sign-in")).isHidden();
    assertThat(page.barriers()).isEmpty();
  }

  @Test
  void theTokenStaysWithTheTabUntilItIsForgotten() {
    var page = open();
    enter(page, "the-admin-token");
    page.awaitLive().load().awaitLive();
    assertThat(
            (String) page.page().evaluate("JSON.stringify([document.cookie, {...localStorage}])"))
        .isEqualTo("[\"\",{}]");

    page.find("#forget").click();
    assertThat(page.find("#sign-in")).isVisible();
    assertThat(page.find("#sign-in-error")).isEmpty();
  }

  @Test
  void aTokenThatMayOnlyReadSeesAllAndChangesNothing() {
    var page = open();
    enter(page, "the-read-token");
    page.awaitLive();
    page.find("#purge-tags").fill("red");
    page.find("#purge button[type=submit]").click();
    page.says("#purge-result [role=alert]", "403 Forbidden");
    page.says("#purge-result [role=alert]", "this token does not permit it");

    page.find("[name=mode][value=bypass]").check();
    page.find("#mode button").click();
    page.find("#confirm-yes").click();
    page.says("#mode-result [role=alert]", "403 Forbidden");
    page.says("#mode-now", "Cache: on");
    assertThat(page.find("[name=mode][value=on]")).isChecked();
  }
}
