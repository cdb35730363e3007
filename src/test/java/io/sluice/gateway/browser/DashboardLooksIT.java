package io.sluice.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.sluice.gateway.testing.GatewayUnderTest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The dashboard for every screen, in the light and in the dark, without a mouse. */
@Timeout(120)
class DashboardLooksIT {
  @RegisterExtension static final Chromium chromium = new Chromium();
  private static final GatewayUnderTest GATEWAY = GatewayUnderTest.with();
  private static @Nullable Shoppers shoppers;

  @BeforeAll
  static void start() {
    GATEWAY.start();
    Shoppers.stock(GATEWAY.origin());
    shoppers = Shoppers.at(GATEWAY, Duration.ofMillis(5));
  }

  @AfterAll
  static void stop() {
    if (shoppers != null) {
      shoppers.leave();
    }
    GATEWAY.close();
  }

  /** With all that can be shown at a time. */
  private static void fill(DashboardPage page) {
    page.awaitLive().says("#top-tags", "category:");
    page.find("#purge-tags").fill("category:tools");
    page.find("#purge-dry").click();
    page.says("#purge-result", "would go");
    page.find("#explain-url").fill("http://shop.test/products/1");
    page.find("#explain button").click();
    assertThat(page.find("#explain-result > *")).isVisible();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void nothingKeepsAnybodyOut(ColorScheme scheme) {
    var page = chromium.open(GATEWAY.adminPort(), 1280, 900, scheme);
    fill(page);
    assertThat(page.barriers()).isEmpty();
    page.picture("desk-" + scheme.name().toLowerCase(java.util.Locale.ROOT));

    page.find("[name=mode][value=bypass]").check();
    page.find("#mode button").click();
    assertThat(page.barriers()).isEmpty();
  }

  @Test
  void coloursFollowTheSystem() {
    var light = chromium.open(GATEWAY.adminPort(), 800, 600, ColorScheme.LIGHT);
    var dark = chromium.open(GATEWAY.adminPort(), 800, 600, ColorScheme.DARK);
    String ground = "getComputedStyle(document.body).backgroundColor";
    assertThat(light.page().evaluate(ground)).isEqualTo("rgb(244, 246, 248)");
    assertThat(dark.page().evaluate(ground)).isEqualTo("rgb(15, 20, 26)");
  }

  @ParameterizedTest
  @CsvSource({"320", "390", "768"})
  void aSmallScreenIsReadWithoutScrollingSideways(int width) {
    var page = chromium.open(GATEWAY.adminPort(), width, 800, ColorScheme.DARK);
    fill(page);
    assertThat(page.overflow()).isNotPositive();
    page.picture("width-" + width);
  }

  @Test
  void everythingCanBeDoneFromTheKeyboard() {
    var page = chromium.open(GATEWAY.adminPort()).awaitLive();
    var keys = page.page().keyboard();
    keys.press("Tab");
    assertThat(page.find(".skip")).isFocused();
    keys.press("Enter");
    assertThat(page.find("main")).isFocused();
    tabTo(page, "latency-tier");
    tabTo(page, "purge-tags");
    keys.type("category:garden");
    tabTo(page, "purge-dry");
    keys.press("Enter");
    page.says("#purge-result", "would go");
    tabTo(page, "explain-url");
    page.find("[name=mode][value=on]").focus();
    keys.press("ArrowDown");
    assertThat(page.find("[name=mode][value=bypass]")).isChecked();
    keys.press("Enter");
    assertThat(page.find("#confirm")).isVisible();
    assertThat(page.find("#confirm button[value=no]")).isFocused();
    keys.press("Escape");
    assertThat(page.find("#confirm")).isHidden();
    page.says("#mode-now", "Cache: on");
  }

  private static void tabTo(DashboardPage page, String id) {
    for (int i = 0; i < 30; i++) {
      page.page().keyboard().press("Tab");
      if (id.equals(page.page().evaluate("document.activeElement.id"))) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + id);
  }
}
