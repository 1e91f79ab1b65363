package chainrule.examples.page;

import java.awt.Color;
import java.util.List;

/**
 * Colours of plots, by what they are for. A chart is drawn with placeholders, which are then
 * replaced by variables of the page's style, so that one plot suits a light and a dark page.
 */
public enum Ink {
  MUTED("muted", 1),
  GRID("grid", 2),
  SERIES_1("series-1", 3),
  SERIES_2("series-2", 4),
  SERIES_3("series-3", 5),
  SERIES_4("series-4", 6);

  private static final List<Ink> SERIES = List.of(SERIES_1, SERIES_2, SERIES_3, SERIES_4);

  private final String variable;
  private final int number;

  Ink(String variable, int number) {
    this.variable = variable;
    this.number = number;
  }

  /** The colour of the n-th line of a plot. */
  static Ink series(int n) {
    return SERIES.get(n % SERIES.size());
  }

  /** A colour that stands for this ink while a chart is drawn. */
  Color placeholder() {
    return new Color(1, 2, number);
  }

  /** The style's variable. */
  String value() {
    return "var(--" + variable + ")";
  }

  /** Style with the inks in place of their placeholders. */
  static String fill(String style) {
    String result = style;
    for (Ink ink : values()) {
      Color c = ink.placeholder();
      result =
          result.replace(
              "rgb(" + c.getRed() + "," + c.getGreen() + "," + c.getBlue() + ")", ink.value());
    }
    return result;
  }
}
