package chainrule.examples.notes;

import chainrule.examples.page.Html;

/**
 * Formulas in MathML. A string is read character by character: letters are names, digits numbers,
 * everything else operators; so {@code fraction("1", row("1 + ", power("e", "−x")))}.
 */
final class Formula {
  private static final Html PRIME = Html.tag("mo", "′").with("lspace", "0").with("rspace", "0");
  private static final Html GAP = Html.tag("mspace").with("width", "1em");

  private Formula() {}

  /** A formula in a line of its own. */
  static Html display(Object... parts) {
    return Html.tag("div.formula", Html.tag("math", row(parts)).with("display", "block"));
  }

  /** A formula in running text. */
  static Html inline(Object... parts) {
    return Html.tag("math", row(parts)).with("displaystyle", "true");
  }

  static Html fraction(Object over, Object under) {
    return Html.tag("mfrac", row(over), row(under));
  }

  static Html power(Object base, Object exponent) {
    return Html.tag("msup", row(base), row(exponent));
  }

  static Html index(Object base, Object index) {
    return Html.tag("msub", row(base), row(index));
  }

  /** The sum over an index. */
  static Html sum(Object index) {
    return Html.tag("munder", Html.tag("mo", "∑"), row(index));
  }

  /** Words between two formulas in a line. */
  static Html words(String words) {
    return Html.row(GAP, Html.tag("mtext", words), GAP);
  }

  /** A definition by cases, each a value and its condition; the style draws the brace. */
  static Html cases(Object... valuesAndConditions) {
    Html rows = Html.NOTHING;
    for (int i = 0; i < valuesAndConditions.length; i += 2) {
      rows =
          Html.row(
              rows,
              Html.tag(
                  "mtr",
                  Html.tag("mtd", row(valuesAndConditions[i])),
                  Html.tag("mtd", row(valuesAndConditions[i + 1]))));
    }
    return Html.tag("mtable.cases", rows);
  }

  static Html row(Object... parts) {
    Html result = Html.NOTHING;
    for (Object part : parts) {
      result = Html.row(result, part instanceof Html html ? html : symbols(part.toString()));
    }
    return Html.tag("mrow", result);
  }

  private static Html symbols(String text) {
    Html result = Html.NOTHING;
    int at = 0;
    while (at < text.length()) {
      int end = at + 1;
      char first = text.charAt(at);
      String kind = kind(first);
      while (!kind.equals("mo") && end < text.length() && kind(text.charAt(end)).equals(kind)) {
        end++;
      }
      if (first == '′') {
        result = Html.row(result, PRIME);
      } else if (first != ' ') {
        result = Html.row(result, Html.tag(kind, text.substring(at, end)));
      }
      at = end;
    }
    return result;
  }

  private static String kind(char c) {
    return Character.isLetter(c) ? "mi" : Character.isDigit(c) || c == '.' ? "mn" : "mo";
  }
}
