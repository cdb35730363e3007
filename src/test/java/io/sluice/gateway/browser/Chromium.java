package io.sluice.gateway.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's Chromium, for the tests of a class, which are skipped where there is none. After
 * each test its pages are closed, before their gateways, and what they complained of fails it.
 */
final class Chromium implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
  private static final Path EXECUTABLE =
      Path.of(System.getProperty("sluice.chromium", "/usr/bin/chromium"));

  private final List<DashboardPage> pages = new ArrayList<>();
  private @Nullable Playwright playwright;
  private @Nullable Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeTrue(
        Files.isExecutable(EXECUTABLE),
        "SKIPPED: there is no " + EXECUTABLE + "; .ci/packages installs it");
    var options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    playwright = Playwright.create(options);
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(EXECUTABLE)
                    // A container has neither what the sandbox needs nor a large /dev/shm.
                    .setArgs(
                        List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-lcd-text")));
  }

  /** A new tab with the dashboard of a node, with a session of its own. */
  DashboardPage open(int adminPort) {
    return open(adminPort, 1280, 900, ColorScheme.LIGHT);
  }

  DashboardPage open(int adminPort, int width, int height, ColorScheme scheme) {
    var context =
        Objects.requireNonNull(browser)
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setLocale("en-GB"));
    context.setDefaultTimeout(15_000);
    var page = new DashboardPage(context, adminPort);
    pages.add(page);
    return page.load();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    var opened = List.copyOf(pages);
    pages.clear();
    opened.forEach(DashboardPage::close);
    opened.forEach(DashboardPage::check);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (playwright != null) {
      playwright.close();
    }
  }
}
