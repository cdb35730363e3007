package io.sluice.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedisExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Makes the pictures of the documentation, with {@code -Dsluice.pictures=}seconds of traffic. */
@EnabledIfSystemProperty(named = "sluice.pictures", matches = "\\d+")
class DashboardPicturesIT {
  private static final Path IMAGES = Path.of("docs/images");
  private static final int MAX_BYTES = 150 * 1024;

  @RegisterExtension static final Chromium chromium = new Chromium();
  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  @Test
  void picturesOfAShopThatIsPurgedNowAndThen() throws IOException {
    int seconds = Integer.getInteger("sluice.pictures");
    String[] settings = {"cache.l1.max-bytes", "256MiB", "invalidation.heartbeat", "500ms"};
    try (var one = GatewayUnderTest.with(settings).redis(REDIS.server()).start();
        var other =
            GatewayUnderTest.with(settings).redis(REDIS.server()).origin(one.origin()).start()) {
      Shoppers.stock(one.origin());
      Shoppers.at(one, Duration.ofMillis(4));
      Shoppers.at(other, Duration.ofMillis(50));
      var desk = chromium.open(one.adminPort(), 1240, 740, ColorScheme.LIGHT).awaitLive();
      var phone = chromium.open(one.adminPort(), 390, 844, ColorScheme.DARK).awaitLive();
      desk.page().waitForTimeout(seconds * 300.0);
      one.purgeTags("category:tools");
      var rush = Shoppers.at(one, Duration.ofMillis(3));
      desk.page().waitForTimeout(seconds * 350.0);
      one.purgeTags("category:garden");
      desk.page().waitForTimeout(seconds * 50.0);
      rush.leave();
      desk.page().waitForTimeout(seconds * 300.0);
      save("dashboard", desk.page().screenshot());
      save("dashboard-phone", phone.page().screenshot());
      desk.find("#purge-tags").fill("category:garden");
      desk.find("#purge button[type=submit]").click();
      desk.says("#purge-result h3", "Purged on all 2 nodes");
      save("dashboard-purge", desk.find("section:has(#purge)").screenshot());
      desk.close(); // before the gateways
      phone.close();
    }
  }

  private static void save(String name, byte[] picture) throws IOException {
    Files.createDirectories(IMAGES);
    var file = IMAGES.resolve(name + ".png");
    // Anew, since a browser would rather be quick than brief.
    var writer = ImageIO.getImageWritersByFormatName("png").next();
    var terms = writer.getDefaultWriteParam();
    terms.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    terms.setCompressionQuality(0);
    Files.deleteIfExists(file);
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      var image = ImageIO.read(new ByteArrayInputStream(picture));
      writer.write(null, new IIOImage(image, null, null), terms);
    } finally {
      writer.dispose();
    }
    assertThat(Files.size(file)).isLessThan(MAX_BYTES);
  }
}
