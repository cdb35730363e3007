package io.sluice.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import io.sluice.gateway.testing.GatewayUnderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees and does, on a node without tokens. */
@Timeout(120)
class DashboardIT {
  @RegisterExtension static final Chromium chromium = new Chromium();
  @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with();

  private DashboardPage open() {
    return chromium.open(gateway.adminPort()).awaitLive();
  }

  @Test
  void figuresFollowTheTraffic() {
    Shoppers.stock(gateway.origin());
    var page = open();
    assertThat(page.find("#top-urls tbody tr")).hasCount(0);
    assertThat(page.find("#top-urls + .empty")).isVisible();
    var shoppers = Shoppers.at(gateway, Duration.ofMillis(5));
    page.says("#top-urls", "shop.test/products/1");
    page.says("#top-tags", "category:");
    page.page().waitForCondition(() -> page.figure("requests") > 10 && page.figure("hits") > 50);
    page.says("#chart-traffic .legend", "memory");
    page.says("#origins", gateway.origin().url());
    page.says("#origins .pill", "up");
    assertThat(page.find("#chart-hits canvas").getAttribute("aria-label")).contains("all ");
    page.picture("traffic");
    shoppers.leave();
    page.says("#node", gateway.gateway().incarnation());
  }

  @Test
  void aPurgeShowsItsReceiptAndADryRunTouchesNothing() {
    gateway.origin().on("/a", fresh("a").field("Cache-Tag", "red,new in"));
    gateway.get("/a", "Host", "shop.test");
    var page = open();
    page.find("#purge-tags").fill("red\nother");
    page.find("#purge-dry").click();
    page.says("#purge-result", "1 response would go").says("#purge-result", "shop.test/a");
    assertThat(gateway.get("/a", "Host", "shop.test").xCache()).isEqualTo("HIT");

    page.find("#purge button[type=submit]").click();
    page.says("#purge-result", "Purged on the only node");
    page.says("#receipt tbody", gateway.gateway().incarnation()).says("#receipt .pill", "acked");
    page.says("#purge-said", "Purged on the only node");
    assertThat(gateway.get("/a", "Host", "shop.test").xCache()).isEqualTo("MISS");
    page.picture("purge");
  }

  @Test
  void whatAPurgeCannotDoIsSaid() {
    var page = open().mayGet(400);
    page.find("#purge button[type=submit]").click();
    page.says("#purge-result [role=alert]", "Name a tag, a URL or a prefix");

    page.find("#purge-prefixes").fill("http://shop.test/without-slash");
    page.find("#purge button[type=submit]").click();
    page.says("#purge-result [role=alert]", "400 Bad Request").says("#purge-result", "prefixes");
  }

  @Test
  void theNodeExplainsAHit() {
    gateway.origin().on("/a", fresh("a").field("Cache-Tag", "red"));
    gateway.get("/a", "Host", "shop.test");
    var page = open();
    page.find("#explain-url").fill("http://shop.test/a");
    page.find("#explain button").click();
    page.says("#explain-result", "memory has it").says("#explain-result", "red");
  }

  @Test
  void anExplanationIsShownWhateverItsShape() {
    var page = open();
    page.page()
        .route(
            "**/cache/explain?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(
                            """
                            {"url":"http://shop.test/a","decision":{"result":"hit","ttl":59,"fresh":true},
                             "tags":["red","<b>bold</b>"],"steps":[{"rule":"a","matched":false}],"none":null}
                            """)));
    page.find("#explain-url").fill("http://shop.test/a?x=1&y=2");
    page.find("#explain-fields").fill("Accept-Language: de\n\nCookie: a=b");
    var request =
        page.page()
            .waitForRequest("**/cache/explain?*", () -> page.find("#explain-url").press("Enter"));

    assertThat(request.url())
        .endsWith(
            "?url=http%3A%2F%2Fshop.test%2Fa%3Fx%3D1%26y%3D2&method=GET"
                + "&header=Accept-Language%3A+de&header=Cookie%3A+a%3Db");
    page.says("#explain-result", "decision").says("#explain-result dd > dl", "59");
    page.says("#explain-result", "<b>bold</b>").says("#explain-result li > dl", "matched");
  }

  @Test
  void aProblemIsShownAsOne() {
    var page = open().mayGet(404);
    page.page()
        .route(
            "**/cache/explain?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setStatus(404)
                        .setContentType("application/problem+json")
                        .setBody(
                            """
                            {"type":"about:blank","title":"Not Found","status":404,"detail":"no such resource"}
                            """)));
    page.find("#explain-url").fill("http://shop.test/a");
    page.find("#explain button").click();
    page.says("#explain-result [role=alert]", "404 Not Found");
    page.says("#explain-result [role=alert]", "no such resource");
  }

  @Test
  void theKillSwitchAsksFirst() {
    var page = open();
    assertThat(page.find("[name=mode][value=on]")).isChecked();
    page.find("[name=mode][value=bypass]").check();
    page.find("#mode button").click();
    page.says("#confirm", "every request of every node goes to its origin");
    page.find("#confirm button[value=no]").click();
    assertThat(gateway.admin("GET", "/cache/mode", "").text()).contains("\"on\"");

    page.find("[name=mode][value=bypass]").check();
    page.find("#mode button").click();
    page.find("#confirm-yes").click();
    page.says("#mode-result", "The cache is now bypass").says("#mode-now", "Cache: bypass");
    assertThat(gateway.admin("GET", "/cache/mode", "").text()).contains("\"bypass\"");
  }

  @Test
  void aLostConnectionIsSaidAndMended() {
    var page = open().mayLoseConnection();
    String port = String.valueOf(gateway.adminPort());
    gateway.close();
    page.says("#connection", "Connection lost");
    try (var again = GatewayUnderTest.with("admin.port", port).start()) {
      page.says("#connection", "Live").says("#node", again.gateway().incarnation());
      page.close();
    }
  }
}
