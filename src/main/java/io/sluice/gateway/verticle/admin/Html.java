package io.sluice.gateway.verticle.admin;

import java.util.regex.Pattern;

/** Writes HTML; text is escaped, whatever it says. */
final class Html {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private final StringBuilder out = new StringBuilder();

  /** Markup that is known. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Text; what stands between backticks is code. */
  Html text(String text) {
    out.append(CODE.matcher(escaped(text)).replaceAll("<code>$1</code>"));
    return this;
  }

  Html code(String text) {
    out.append("<code>").append(escaped(text)).append("</code>");
    return this;
  }

  /** An element with text in it. */
  Html element(String name, String text) {
    return raw("<" + name + ">").text(text).raw("</" + name + ">");
  }

  /** An example, as it is. */
  Html example(String text) {
    out.append("<pre>").append(escaped(text)).append("</pre>");
    return this;
  }

  Html link(String anchor, String text) {
    out.append("<a href=\"#").append(escaped(anchor)).append("\">");
    out.append(escaped(text)).append("</a>");
    return this;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
