package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.caching.Text;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a sitemap lists (sitemaps.org, version 0.9): pages, or other sitemaps. May be compressed
 * with gzip. A document type declaration, and with it every entity, is refused.
 *
 * @param isIndex whether the locations are those of sitemaps
 */
public record Sitemap(boolean isIndex, List<String> locations) {
  /** By the sitemaps protocol. */
  public static final int MAX_LOCATIONS = 50_000;

  /** By the sitemaps protocol: 50 MiB, uncompressed. */
  public static final int MAX_BYTES = 50 << 20;

  private static final int MAX_DEPTH = 16;

  /** The protocol's limit is 2,048; white space may stand around it. */
  private static final int MAX_LOCATION_CHARS = 4096;

  /** What was read is no sitemap, or more than one may be. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  /** Reads a whole document; not for an event loop. */
  public static Sitemap parse(byte[] bytes) throws MalformedException {
    try {
      return parse(new Bounded(plain(bytes)));
    } catch (XMLStreamException malformed) {
      throw new MalformedException(
          "no well-formed XML without a DTD: "
              + Text.printable(String.valueOf(malformed.getMessage())));
    } catch (IOException malformed) {
      throw new MalformedException(
          "cannot be read: " + Text.printable(String.valueOf(malformed.getMessage())));
    }
  }

  private static InputStream plain(byte[] bytes) throws IOException {
    boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    var in = new ByteArrayInputStream(bytes);
    return gzip ? new BufferedInputStream(new GZIPInputStream(in, 16 * 1024)) : in;
  }

  private static Sitemap parse(InputStream in) throws XMLStreamException, MalformedException {
    // The JDK's own, whatever else is on the class path.
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("an external entity");
        });
    var reader = factory.createXMLStreamReader(in);
    try {
      return parse(reader);
    } finally {
      reader.close();
    }
  }

  private static Sitemap parse(XMLStreamReader reader)
      throws XMLStreamException, MalformedException {
    var locations = new ArrayList<String>();
    var location = new StringBuilder();
    String root = "";
    int depth = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (depth == 1) {
            root = root(reader.getLocalName());
          } else if (depth > MAX_DEPTH) {
            throw new MalformedException("more than " + MAX_DEPTH + " levels of elements");
          }
          location.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (location.length() + reader.getTextLength() > MAX_LOCATION_CHARS) {
            // No location is so long; what else is here does not matter.
            location.setLength(0);
          } else if (depth == 3) {
            location.append(
                reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          // Those of extensions, such as images', lie deeper or have namespaces of their own.
          if (depth == 3 && reader.getLocalName().equals("loc") && !location.isEmpty()) {
            if (locations.size() == MAX_LOCATIONS) {
              throw new MalformedException("more than " + MAX_LOCATIONS + " locations");
            }
            locations.add(location.toString().strip());
          }
          location.setLength(0);
          depth--;
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new MalformedException("a DTD or an entity (expected: neither)");
        default -> {}
      }
    }
    return new Sitemap(root.equals("sitemapindex"), List.copyOf(locations));
  }

  private static String root(String name) throws MalformedException {
    if (name.equals("urlset") || name.equals("sitemapindex")) {
      return name;
    }
    throw new MalformedException(
        "element: " + Text.printable(name) + " (expected: urlset or sitemapindex)");
  }

  /** Ends with a failure beyond the limit: a few bytes of gzip may be gigabytes. */
  private static final class Bounded extends FilterInputStream {
    private long left = MAX_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      return read < 0 ? read : counted(1, read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      return read < 0 ? read : counted(read, read);
    }

    private int counted(int bytes, int result) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return result;
    }
  }
}
