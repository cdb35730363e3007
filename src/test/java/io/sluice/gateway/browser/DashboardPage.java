package io.sluice.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The dashboard in a tab that is watched: errors in its console, violations of its policy and
 * requests that leave its origin are kept for {@link #check}.
 */
final class DashboardPage {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final double PATIENCE_MILLIS = 15_000;

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> permitted = new ArrayList<>();

  DashboardPage(BrowserContext context, int adminPort) {
    this.context = context;
    this.origin = "http://127.0.0.1:" + adminPort;
    this.page = context.newPage();
    page.onConsoleMessage(this::said);
    page.onPageError(error -> complaints.add("uncaught: " + error));
    page.onRequest(
        request -> {
          if (!request.url().startsWith(origin + "/")) {
            complaints.add("left its origin: " + request.url());
          }
        });
    page.addInitScript(
        "document.addEventListener('securitypolicyviolation',"
            + " e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))");
  }

  private void said(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add(message.type() + ": " + message.text());
    }
  }

  DashboardPage load() {
    page.navigate(origin + "/");
    return this;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Returns once figures are shown. */
  DashboardPage awaitLive() {
    says("#connection", "Live");
    says("#tile-memory .more", "of");
    return this;
  }

  /** Returns once an element has this text. */
  DashboardPage says(String selector, String text) {
    assertThat(find(selector))
        .containsText(text, new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
    return this;
  }

  /** The number that a tile begins with. */
  double figure(String tile) {
    var text = find("#tile-" + tile + " .value span").textContent().replace(",", "");
    var digits = text.replaceAll("[^0-9.].*", "");
    return digits.isEmpty() ? 0 : Double.parseDouble(digits);
  }

  /** What axe calls serious or critical. */
  List<String> barriers() {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
            .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
            .toList();
  }

  /** How many pixels are beyond the right edge. */
  int overflow() {
    return (Integer)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  /** A status that the browser may complain of in its console. */
  DashboardPage mayGet(int status) {
    permitted.add("the server responded with a status of " + status);
    return this;
  }

  /** The browser may complain that nobody answers. */
  DashboardPage mayLoseConnection() {
    permitted.add("net::ERR_");
    return this;
  }

  void close() {
    context.close();
  }

  /** Fails if it has complained. */
  void check() {
    var rest =
        complaints.stream()
            .filter(complaint -> permitted.stream().noneMatch(complaint::contains))
            .toList();
    if (!rest.isEmpty()) {
      throw new AssertionError(rest.toString());
    }
  }
}
