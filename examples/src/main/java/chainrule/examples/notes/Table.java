package chainrule.examples.notes;

import chainrule.examples.page.Html;
import java.util.List;

/** Tables on the page, those of words and those of a few numbers. */
final class Table {
  private Table() {}

  /** A table of which narrow screens show each row as a card: every cell carries its heading. */
  static Html of(List<String> head, List<? extends List<?>> rows) {
    return cards("cards", head, rows);
  }

  /** A table that stays one on narrow screens and scrolls; each row begins with its heading. */
  static Html grid(List<String> head, List<? extends List<?>> rows) {
    Html body = Html.NOTHING;
    for (List<?> row : rows) {
      Html cells = Html.tag("th", row.get(0)).with("scope", "row");
      for (Object cell : row.subList(1, row.size())) {
        cells = Html.row(cells, Html.tag("td", cell));
      }
      body = Html.row(body, Html.tag("tr", cells));
    }
    return Html.tag("div.scroll", table("grid", head, body));
  }

  private static Html cards(String kind, List<String> head, List<? extends List<?>> rows) {
    Html body = Html.NOTHING;
    for (List<?> row : rows) {
      Html cells = Html.NOTHING;
      for (int i = 0; i < row.size(); i++) {
        cells =
            Html.row(
                cells, Html.tag("td", Html.tag("span", row.get(i))).with("data-head", head.get(i)));
      }
      body = Html.row(body, Html.tag("tr", cells));
    }
    return table(kind, head, body);
  }

  private static Html table(String kind, List<String> head, Html body) {
    Html headings = Html.NOTHING;
    for (String heading : head) {
      headings = Html.row(headings, Html.tag("th", heading).with("scope", "col"));
    }
    return Html.tag(
        "table." + kind, Html.tag("thead", Html.tag("tr", headings)), Html.tag("tbody", body));
  }

  /** The claims of a section with their verdicts. */
  static Html of(List<Check> checks) {
    return cards(
        "cards checks",
        List.of("", "claim", "expected", "found"),
        checks.stream()
            .map(c -> List.of(verdict(c.holds()), c.claim(), c.expected(), c.found()))
            .toList());
  }

  static Html verdict(boolean holds) {
    return holds ? Html.tag("span.holds", "✓ holds") : Html.tag("span.fails", "✗ fails");
  }
}
