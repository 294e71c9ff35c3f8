package org.ballast.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes markup that is well-formed XML too. Everything that is handed in as text or as an
 * attribute's value is escaped; there is no way to hand in markup.
 */
final class Html {
  /** Begun on a new line, where white space changes nothing. */
  private static final Set<String> BLOCKS =
      Set.of(
          "head", "body", "main", "header", "section", "h2", "h3", "p", "div", "figure", "table",
          "tr", "li", "svg", "g", "details", "footer");

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; attributes are pairs of name and value. */
  Html open(String tag, Object... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the innermost element. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element without content. */
  Html empty(String tag, Object... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /** An element with text. */
  Html element(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Text. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** The style sheet, which is ours and has none of the characters that would need escaping. */
  Html style(String css) {
    if (css.contains("<") || css.contains("&")) {
      throw new IllegalArgumentException("Cannot embed a style sheet with < or &.");
    }
    return open("style").verbatim(css).close();
  }

  private Html verbatim(String css) {
    out.append(css);
    return this;
  }

  private void start(String tag, Object... attributes) {
    if (BLOCKS.contains(tag)) {
      out.append('\n');
    }
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(String.valueOf(attributes[i + 1]));
      out.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
    }
  }

  /** The characters of XML 1.0. */
  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /**
   * The whole document.
   *
   * @throws IllegalStateException if an element was not closed
   */
  String document() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Cannot finish the document: still open are " + open);
    }
    return out.toString();
  }
}
