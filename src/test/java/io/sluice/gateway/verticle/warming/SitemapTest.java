package io.sluice.gateway.verticle.warming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SitemapTest {
  private static final String NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9";

  private static Sitemap parse(String xml) throws Sitemap.MalformedException {
    return Sitemap.parse(xml.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void listsPages() throws Exception {
    var sitemap =
        parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="%s" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
              <url><loc> http://h/a?b=1&amp;c=2 </loc><lastmod>2026-01-01</lastmod>
                <image:image><image:loc>http://h/picture</image:loc></image:image></url>
              <url><loc><![CDATA[http://h/b]]></loc></url>
            </urlset>
            """
                .formatted(NAMESPACE));
    assertThat(sitemap.isIndex()).isFalse();
    assertThat(sitemap.locations()).containsExactly("http://h/a?b=1&c=2", "http://h/b");
  }

  @Test
  void listsSitemapsAndReadsGzip() throws Exception {
    var index =
        "<sitemapindex xmlns='"
            + NAMESPACE
            + "'><sitemap><loc>http://h/1</loc></sitemap>"
            + "</sitemapindex>";
    var sitemap = Sitemap.parse(gzip(index.getBytes(StandardCharsets.UTF_8)));
    assertThat(sitemap.isIndex()).isTrue();
    assertThat(sitemap.locations()).containsExactly("http://h/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<urlset>",
        "<urlset><url><loc>http://h/</loc></urlset>",
        "<html><body><loc>http://h/</loc></body></html>",
        "<!DOCTYPE urlset><urlset/>",
        "<!DOCTYPE u [<!ENTITY a 'http://h/'>]><urlset><url><loc>&a;</loc></url></urlset>",
        "<urlset><url><loc>&undeclared;</loc></url></urlset>"
      })
  void refusesWhatIsNone(String xml) {
    assertThatThrownBy(() -> parse(xml)).isInstanceOf(Sitemap.MalformedException.class);
  }

  @Test
  void refusesEntitiesThatGrow() {
    var xml = new StringBuilder("<!DOCTYPE u [<!ENTITY l0 'lol'>");
    for (int i = 1; i < 12; i++) {
      xml.append("<!ENTITY l").append(i).append(" '");
      xml.append(("&l" + (i - 1) + ";").repeat(10)).append("'>");
    }
    xml.append("]><urlset><url><loc>&l11;</loc></url></urlset>");
    assertThatThrownBy(() -> parse(xml.toString())).isInstanceOf(Sitemap.MalformedException.class);
  }

  @Test
  void readsNoFile(@TempDir Path directory) throws IOException {
    var secret = directory.resolve("secret");
    Files.writeString(secret, "http://h/secret");
    var xml =
        "<!DOCTYPE u [<!ENTITY f SYSTEM '"
            + secret.toUri()
            + "'>]><urlset><url><loc>&f;</loc></url></urlset>";
    assertThatThrownBy(() -> parse(xml))
        .isInstanceOf(Sitemap.MalformedException.class)
        .hasMessageNotContaining("http://h/secret");
  }

  @Test
  void isBoundedInBytesLocationsAndDepth() throws IOException {
    var blank = "<urlset>".getBytes(StandardCharsets.UTF_8);
    var bomb = new byte[Sitemap.MAX_BYTES + 1];
    java.util.Arrays.fill(bomb, (byte) ' ');
    System.arraycopy(blank, 0, bomb, 0, blank.length);
    var small = gzip(bomb);
    assertThat(small).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> Sitemap.parse(small)).hasMessageContaining("more than 52428800 bytes");

    var url = "<url><loc>http://h/</loc></url>";
    assertThatThrownBy(
            () -> parse("<urlset>" + url.repeat(Sitemap.MAX_LOCATIONS + 1) + "</urlset>"))
        .hasMessage("more than 50000 locations");
    assertThatThrownBy(() -> parse("<urlset>" + "<a>".repeat(20))).hasMessageContaining("levels");
  }

  @Test
  void leavesOutALocationThatIsTooLong() throws Exception {
    var xml =
        "<urlset><url><loc>"
            + "x".repeat(5000)
            + "</loc></url><url><loc>http://h/</loc></url>"
            + "</urlset>";
    assertThat(parse(xml).locations()).containsExactly("http://h/");
  }
}
