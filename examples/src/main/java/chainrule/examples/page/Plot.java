package chainrule.examples.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over an axis, drawn by XChart. Colours are roles; the page gives them their values. */
public final class Plot {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 290;
  private static final Color NOTHING = new Color(0, 0, 0, 0);
  private static final int TICK_SPACING = 40;

  /** A little less than the height of the part within the axes. */
  private static final double INNER_HEIGHT = 200;

  private final String title;
  private final XYChart chart;
  private final List<Html> legend = new ArrayList<>();
  private boolean logarithmic;
  private boolean limited;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  private Plot(String title, String abscissa) {
    this.title = title;
    chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle(abscissa).build();
    style(chart.getStyler());
  }

  /** An empty plot with a name and that of its horizontal axis. */
  public static Plot of(String title, String abscissa) {
    return new Plot(title, abscissa);
  }

  /** Shows powers of ten up the vertical axis, by their exponents. Give before the lines. */
  public Plot logarithmic() {
    logarithmic = true;
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::powerOfTen);
    return this;
  }

  /** Limits of the vertical axis; of exponents, on a logarithmic one. */
  public Plot between(double low, double high) {
    limited = true;
    this.low = low;
    this.high = high;
    return this;
  }

  /** A solid line. */
  public Plot line(String name, double[] x, double[] y) {
    return add(name, x, y, new BasicStroke(2f), "solid");
  }

  /** A line of dots, to lie over a solid one. */
  public Plot dots(String name, double[] x, double[] y) {
    BasicStroke dots =
        new BasicStroke(
            5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {0.1f, 13f}, 0);
    return add(name, x, y, dots, "dots");
  }

  /** A dashed line, to lie over a solid one. */
  public Plot dashes(String name, double[] x, double[] y) {
    BasicStroke dashes =
        new BasicStroke(
            2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7f, 7f}, 0);
    return add(name, x, y, dashes, "dashes");
  }

  private Plot add(String name, double[] x, double[] y, BasicStroke stroke, String form) {
    int number = legend.size();
    double[] shown = y.clone();
    if (logarithmic) {
      for (int i = 0; i < y.length; i++) {
        shown[i] = y[i] > 0 ? Math.log10(y[i]) : Double.NaN;
      }
      widen(shown);
    }
    XYSeries series = chart.addSeries(name, uneven(x), uneven(shown));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Ink.series(number).placeholder());
    series.setLineStyle(stroke);
    legend.add(
        Html.tag(
            "span.key",
            Html.tag("i." + form, "").with("style", "color:" + Ink.series(number).value()),
            name));
    return this;
  }

  /**
   * Points with the middle of the first two put between them, which the line passes anyway. Where
   * all points are in equal steps, XChart puts its ticks on some of them, not on round numbers.
   */
  private static double[] uneven(double[] points) {
    double[] result = new double[points.length + 1];
    result[0] = points[0];
    result[1] = 0.5 * (points[0] + points[1]);
    System.arraycopy(points, 1, result, 2, points.length - 1);
    return result;
  }

  /** Takes in what a line shows, up to the next powers of ten. */
  private void widen(double[] exponents) {
    if (!limited) {
      for (double exponent : exponents) {
        low = Math.min(low, Double.isNaN(exponent) ? low : Math.floor(exponent));
        high = Math.max(high, Double.isNaN(exponent) ? high : Math.ceil(exponent));
      }
      high = Math.max(high, low + 1);
    }
  }

  /** The plot as a file of SVG, with the names of its lines. */
  public String file() {
    chart
        .getStyler()
        .setLegendVisible(true)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBackgroundColor(NOTHING)
        .setLegendBorderColor(NOTHING);
    scale();
    return Svg.file(chart, WIDTH, HEIGHT, title);
  }

  private void scale() {
    if (low < high) {
      chart.getStyler().setYAxisMin(low).setYAxisMax(high);
    }
    if (logarithmic) {
      chart.getStyler().setYAxisTickMarkSpacingHint(decadeSpacing());
    }
  }

  /** The plot with its caption; the id must be the only one of its kind on the page. */
  public Html figure(String id) {
    scale();
    String caption = logarithmic ? title + " (logarithmic scale)" : title;
    return Html.tag(
        "figure",
        Svg.draw(chart, WIDTH, HEIGHT, id, caption),
        Html.tag("figcaption", Html.tag("b", caption), Html.row(legend)));
  }

  /**
   * The space to ask for between ticks so that they are a power of ten apart or more. XChart draws
   * no ticks at all when two of their labels are alike, as they are on parts of powers.
   */
  private int decadeSpacing() {
    return Math.max(TICK_SPACING, (int) (INNER_HEIGHT / (high - low)));
  }

  private static void style(XYStyler styler) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler
        .setChartBackgroundColor(NOTHING)
        .setPlotBackgroundColor(NOTHING)
        .setPlotBorderVisible(false)
        .setChartTitleVisible(false)
        .setLegendVisible(false)
        .setChartPadding(6)
        .setChartFontColor(Ink.MUTED.placeholder())
        .setXAxisTitleColor(Ink.MUTED.placeholder())
        .setBaseFont(font);
    styler
        .setAxisTickLabelsFont(font)
        .setAxisTitleFont(font)
        .setAxisTickLabelsColor(Ink.MUTED.placeholder())
        .setAxisTickMarksColor(Ink.GRID.placeholder())
        .setPlotGridLinesColor(Ink.GRID.placeholder())
        .setPlotGridLinesStroke(new BasicStroke(1f))
        .setPlotTicksMarksVisible(false)
        .setAxisTicksLineVisible(false)
        .setAxisTicksMarksVisible(false)
        .setXAxisDecimalPattern("0.###;−0.###")
        .setYAxisTickLabelsFormattingFunction(Numbers::text)
        .setXAxisTickMarkSpacingHint(70)
        .setYAxisTickMarkSpacingHint(TICK_SPACING)
        .setYAxisTitleVisible(false)
        .setPlotMargin(0);
  }
}
