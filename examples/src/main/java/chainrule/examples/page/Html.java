package chainrule.examples.page;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A piece of a page. Strings become pieces with their special characters escaped, so that no text
 * can be taken for markup.
 */
public record Html(String markup) {
  public static final Html NOTHING = new Html("");

  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ˣ";
  private static final String PLAIN = "0123456789−x";
  private static final Pattern SUPERSCRIPT = Pattern.compile("[" + RAISED + "]+");

  /** Text as it is to be read. Fonts draw raised characters unevenly, so they become sup. */
  public static Html text(String text) {
    return new Html(
        SUPERSCRIPT
            .matcher(escaped(text))
            .replaceAll(m -> "<sup>" + lowered(m.group()) + "</sup>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String lowered(String raised) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < raised.length(); i++) {
      result.append(PLAIN.charAt(RAISED.indexOf(raised.charAt(i))));
    }
    return result.toString();
  }

  /** An element; a class may follow the name after a dot: {@code tag("p.lead", "…")}. */
  public static Html tag(String name, Object... content) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return new Html("<" + name + ">" + row(content).markup + "</" + name + ">");
    }
    String element = name.substring(0, dot);
    return new Html(
        "<"
            + element
            + " class=\""
            + name.substring(dot + 1)
            + "\">"
            + row(content).markup
            + "</"
            + element
            + ">");
  }

  /** Pieces and strings after each other. */
  public static Html row(Object... content) {
    StringBuilder markup = new StringBuilder();
    for (Object part : content) {
      markup.append(part instanceof Html html ? html.markup : text(part.toString()).markup);
    }
    return new Html(markup.toString());
  }

  /** Pieces after each other. */
  public static Html row(List<Html> content) {
    return row(content.toArray());
  }

  /** This element with an attribute more. */
  public Html with(String attribute, String value) {
    int end = markup.indexOf('>');
    return new Html(
        markup.substring(0, end)
            + " "
            + attribute
            + "=\""
            + escaped(value)
            + "\""
            + markup.substring(end));
  }
}
